import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const WRITER = fileURLToPath(new URL('journal-writer.ts', import.meta.url))

export type Writer = { process: ChildProcess; said: () => string[]; ended: Promise<void> }

/** Starts a process that writes a journal, and listens to what it acknowledges. */
export function startWriter(folder: string, run: string, atOnce: number, shell?: { limitBlocks: number; filling: number }): Writer {
  const args = [WRITER, folder, run, String(atOnce), ...(shell ? [String(shell.filling)] : [])]
  const child = shell
    ? spawn('/bin/sh', ['-c', `ulimit -f ${shell.limitBlocks}; exec "$0" "$@"`, process.execPath, ...args], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
    : spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
  // `close` and not `exit`: only then has everything been read that was said.
  return { process: child, said: () => text.split('\n').filter((line) => line !== ''), ended: once(child, 'close').then(() => undefined) }
}

/** Resolves once the process has said something. */
export async function firstWord(writer: Writer): Promise<void> {
  while (writer.said().length === 0 && writer.process.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 2))
}
