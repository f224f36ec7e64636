import { createHash } from 'node:crypto'
import { realpathSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ShellError } from '../ipc.ts'

/** Held until released or until the process dies, however it dies. */
export type JournalLock = { release(): Promise<void> }

/**
 * Makes this process the only writer of a journal. The lock is a name that only one process can listen on, and that the kernel frees when
 * its holder is gone: there is no lock file that a power cut leaves behind and no process number that another program may have by then.
 * The app's single-instance lock comes first; this one also keeps out tools and a second user's app on the same folder.
 * @throws ShellError journal_in_use
 */
export async function lockJournal(directory: string, platform: NodeJS.Platform = process.platform): Promise<JournalLock> {
  const address = lockAddress(directory, platform)
  const server = (await tryListen(address)) ?? (await takeOver(address, platform))
  if (!server) throw new ShellError('journal_in_use', 'another process writes this journal')
  // It must never keep the app from quitting.
  server.unref()
  return { release: () => new Promise((resolve) => server.close(() => resolve())) }
}

function lockAddress(directory: string, platform: NodeJS.Platform): string {
  const name = `mps-journal-${createHash('sha256').update(realpathSync(directory)).digest('hex').slice(0, 32)}`
  if (platform === 'win32') return `\\\\.\\pipe\\${name}`
  // Linux has names without a file ("abstract"); elsewhere the name is a file, short enough for a socket's address.
  return platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`)
}

function tryListen(address: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)))
    server.listen(address, () => resolve(server))
  })
}

/**
 * Where the name is a file (macOS), a dead holder leaves it behind: nobody answers there, and it may be taken away. Two that take it away in
 * the same instant could both succeed; the app's single-instance lock keeps that from happening.
 */
async function takeOver(address: string, platform: NodeJS.Platform): Promise<Server | null> {
  if (platform === 'win32' || platform === 'linux' || (await answers(address))) return null
  rmSync(address, { force: true })
  return tryListen(address)
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
  })
}
