import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { SHELL_CHANNELS } from '../../../src/ipc.ts'
import { CrashLog } from '../../../src/main/crash-log.ts'
import { DeviceKeys } from '../../../src/main/identity.ts'
import { Updates } from '../../../src/main/updates.ts'
import { setupIpcHandlers, shellHandlers } from '../../../src/main/ipc-handlers.ts'
import { FileJournal } from '../../../src/main/journal.ts'
import { answer } from '../../../src/main/protocol.ts'
import { listRendererFiles } from '../../../src/main/renderer-files.ts'
import { SealedFile } from '../../../src/main/sealed-file.ts'
import { ServerAddress } from '../../../src/main/server-address.ts'
import { aPage, eventFrom, FakeIpc } from '../../main/support/fake-ipc.ts'
import { Keyring } from '../../main/support/keyring.ts'

const RENDERER = fileURLToPath(new URL('../../../dist/renderer', import.meta.url))

/** Main's own parts around a page in plain Chromium. */
export type ShellPage = { origin: string; journalFolder: string; close: () => Promise<void> }

/**
 * Gives a page in Chromium everything that Electron's main process would: the files through the real protocol handler with its policy, the
 * API through the real proxy, and `mpsShell` on the real handlers with a journal on the disk and a sealed key. Not Electron's are only the
 * carriers: HTTP for `app:`, Playwright's binding for IPC, and a keyring made here for the system's.
 */
export async function shellAround(page: Page): Promise<ShellPage> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mps-shell-')))
  const server = new ServerAddress(null)
  const journal = new FileJournal(join(folder, 'journal'))
  const ipc = new FakeIpc()
  const contents = aPage()
  const keys = new DeviceKeys(new SealedFile(join(folder, 'identity.sealed'), new Keyring()))
  setupIpcHandlers(
    ipc,
    () => contents,
    shellHandlers({ journal, keys, server, updates: new Updates(null), crashes: new CrashLog(join(folder, 'crashes.jsonl'), '1.0.0') }),
  )
  await page.exposeFunction('shellCall', async (channel: string, args: unknown[]) =>
    packed(await ipc.invoke(eventFrom(contents), channel, ...args.map(unpacked))),
  )
  await page.addInitScript(installShell, SHELL_CHANNELS)

  const files = listRendererFiles(RENDERER)
  const http = createServer((request, response) => void carry(request, response, (asked) => answer(asked, { files, server, fetch })))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    http.closeAllConnections()
    http.close()
    await journal.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { origin: `http://localhost:${(http.address() as AddressInfo).port}`, journalFolder: join(folder, 'journal'), close }
}

/** HTTP in the place of `app:`: the same address behind another scheme. */
async function carry(request: IncomingMessage, response: ServerResponse, handle: (asked: Request) => Promise<Response>): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const headers = Object.entries(request.headers).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const asked = new Request(`app://terminal${request.url}`, {
    method: request.method!,
    headers,
    signal: gone.signal,
    ...(hasBody && { body: Buffer.concat(parts) }),
  })
  const answered = await handle(asked)
  // A network error has no form in HTTP but a broken connection.
  if (answered.type === 'error') {
    request.socket.destroy()
    return
  }
  response.writeHead(answered.status, Object.fromEntries(answered.headers))
  await passOn(answered, response)
}

/** Piece by piece, since the server's events have no end; a line that breaks in the middle breaks for the page as well. */
async function passOn({ body }: Response, response: ServerResponse): Promise<void> {
  try {
    for await (const piece of body ?? []) response.write(piece)
    response.end()
  } catch {
    response.destroy()
  }
}

type Packed = { base64: string }

/** Bytes travel through Playwright's binding as text, at any depth of an answer. */
function packed(value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, packed(item)]))
}

function unpacked(value: unknown): unknown {
  const isBytes = value !== null && typeof value === 'object' && 'base64' in value
  return isBytes ? new Uint8Array(Buffer.from((value as Packed).base64, 'base64')) : value
}

/** Runs in the page before its own scripts: `mpsShell` as the preload script makes it. */
function installShell(channels: string[]): void {
  const shellCall = Reflect.get(window, 'shellCall') as (channel: string, args: unknown[]) => Promise<{ value?: unknown }>
  const toBase64 = (value: unknown) =>
    value instanceof Uint8Array ? { base64: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) } : value
  const fromBase64 = (value: unknown) => {
    const isBytes = value !== null && typeof value === 'object' && 'base64' in value
    return isBytes ? Uint8Array.from(atob((value as { base64: string }).base64), (letter) => letter.charCodeAt(0)) : value
  }
  const call = async (channel: string, args: unknown[]) => {
    const reply = await shellCall(channel, args.map(toBase64))
    return { ...reply, value: fromBase64(reply.value) }
  }
  const shell = Object.fromEntries(channels.map((channel) => [channel, (...args: unknown[]) => call(channel, args)]))
  Object.defineProperty(window, 'mpsShell', { value: shell })
}
