import { join } from 'node:path'
import { entryHash } from '@mps/shared'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { electronPorts, SHELL_CHANNELS, ShellError } from '../../src/ipc.ts'
import { CrashLog } from '../../src/main/crash-log.ts'
import { DeviceKeys } from '../../src/main/identity.ts'
import { setupIpcHandlers, shellHandlers } from '../../src/main/ipc-handlers.ts'
import { FileJournal } from '../../src/main/journal.ts'
import { SealedFile } from '../../src/main/sealed-file.ts'
import { ServerAddress } from '../../src/main/server-address.ts'
import { Updates } from '../../src/main/updates.ts'
import { encodeLine } from '../../src/renderer/log/journal-line.ts'
import { aPage, eventFrom, FakeIpc } from './support/fake-ipc.ts'
import { Keyring } from './support/keyring.ts'
import { temporaryFolder } from './support/temporary.ts'

const TERMINAL = { terminalId: '3f0c6a52-9a4e-4b7e-8a57-1d2e3f405162', epoch: 1, label: 'Till 1', merchantName: 'Shop' }
const LINE = encodeLine({ n: 1 })

function aShell(fixedServer: string | null = null) {
  const folder = temporaryFolder()
  const journal = new FileJournal(join(folder, 'journal'))
  onTestFinished(() => journal.close())
  const keys = new DeviceKeys(new SealedFile(join(folder, 'identity.sealed'), new Keyring()))
  const ipc = new FakeIpc()
  const page = aPage()
  setupIpcHandlers(
    ipc,
    () => page,
    shellHandlers({
      journal,
      keys,
      server: new ServerAddress(fixedServer),
      updates: new Updates(null),
      crashes: new CrashLog(join(folder, 'crashes.jsonl'), '1.0.0'),
    }),
  )
  return { ipc, page, ports: electronPorts({ mpsShell: ipc.shellOf(page) })! }
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the shell’s ports', () => {
  it('are absent in a browser', () => {
    expect(electronPorts({})).toBeNull()
  })

  it('carry the journal across the boundary', async () => {
    const { journal } = aShell().ports
    expect(await journal.open()).toEqual([])
    await journal.append(1, 0, LINE)
    const bytes = await journal.read(1)
    expect(bytes).toBeInstanceOf(Uint8Array)
    expect(new TextDecoder().decode(bytes)).toBe(LINE)
    expect(await journal.freeBytes()).toBeGreaterThan(0)
    await journal.append(2, 0, LINE)
    await journal.remove(1)
    expect(await journal.open()).toEqual([{ segment: 2, bytes: LINE.length }])
    await journal.close()
  })

  it('carry the identity across the boundary, and choose by length what is signed', async () => {
    const { identity } = aShell().ports
    expect(await identity.load()).toBeNull()
    const { publicKey } = await identity.prepare()
    expect(await identity.adopt(TERMINAL)).toEqual({ ...TERMINAL, publicKey })
    expect(await identity.sign(await entryHash('{}'))).toHaveLength(64)
    await expect(identity.sign(new TextEncoder().encode('pay everything to me, please, thanks'))).rejects.toMatchObject({
      code: 'signing_refused',
    })
    const sealed = await identity.seal(Uint8Array.of(1, 2, 3))
    expect(await identity.unseal(sealed)).toEqual(Uint8Array.of(1, 2, 3))
    await identity.forget()
    expect(await identity.load()).toBeNull()
  })

  it('name the server that calls are forwarded to, unless the till’s settings fix it', async () => {
    expect(await aShell().ports.useServer('https://pay.example.com')).toBe('https://pay.example.com')
    await expect(aShell().ports.useServer('http://pay.example.com')).rejects.toMatchObject({ code: 'server_refused' })
    expect(await aShell('https://fixed.example.com').ports.useServer('https://pay.example.com')).toBe('https://fixed.example.com')
  })

  it('reject with an error whose code survives the boundary', async () => {
    const { journal } = aShell().ports
    await journal.open()
    await journal.append(1, 0, LINE)
    const error = await journal.append(1, 0, LINE).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ShellError)
    expect(error).toMatchObject({ code: 'journal_protected', message: 'journal_protected: byte 0 of segment 1 is taken' })
  })
})

describe('a call of the shell', () => {
  it.each<[string, (page: ReturnType<typeof aPage>) => ReturnType<typeof eventFrom>]>([
    ['a frame inside our page', (page) => eventFrom(page, { url: 'app://terminal/index.html' })],
    ['a frame that is gone', (page) => eventFrom(page, null)],
    ['another window with our address', () => eventFrom(aPage())],
    ['another window', () => eventFrom(aPage('https://example.com/'))],
  ])('from %s is refused on every channel before its arguments are looked at', async (_, eventOf) => {
    const { ipc, page } = aShell()
    const answers = await Promise.all(SHELL_CHANNELS.map((channel) => ipc.invoke(eventOf(page), channel)))
    expect(answers).toEqual(SHELL_CHANNELS.map(() => ({ ok: false, code: 'not_allowed', detail: '' })))
  })

  it.each(['https://terminal/index.html', 'app://evil/index.html', 'app://terminal.evil/', 'file:///index.html', 'about:blank', ''])(
    'from our window after it went to %j is refused',
    async (url) => {
      const { ipc, page } = aShell()
      const moved = Object.assign(page, { mainFrame: { url } })
      expect(await ipc.invoke(eventFrom(moved), 'identity:load')).toMatchObject({ ok: false, code: 'not_allowed' })
    },
  )

  it.each<[string, unknown[]]>([
    ['journal:open', [1]],
    ['journal:read', []],
    ['journal:read', ['1']],
    ['journal:read', [0]],
    ['journal:read', [1.5]],
    ['journal:read', ['../../identity']],
    ['journal:read', [Number.NaN]],
    ['journal:append', [1, -1, LINE]],
    ['journal:append', [1, 0, 'no line feed']],
    ['journal:append', [1, 0, '']],
    ['journal:append', [1, 0, '"\ud800"\n']],
    ['journal:append', [1, 0, LINE, 'more']],
    ['journal:append', [1, 0, new Uint8Array(1)]],
    ['journal:remove', [10_000_000_000]],
    ['journal:remove', [null]],
    ['identity:adopt', [{ ...TERMINAL, epoch: 0 }]],
    ['identity:adopt', [{ ...TERMINAL, privateKey: 'x' }]],
    ['identity:adopt', [JSON.parse('{"__proto__":{"terminalId":"x"}}')]],
    ['identity:sign-entry-hash', [new Uint8Array(33)]],
    ['identity:sign-entry-hash', [Array<number>(32).fill(0)]],
    ['identity:sign-assertion', ['x'.repeat(2001)]],
    ['identity:sign-assertion', [{}]],
    ['identity:seal', [new Uint8Array(1024 * 1024 + 1)]],
    ['identity:seal', ['text']],
    ['identity:unseal', [undefined]],
    ['server:use', [null]],
    ['server:use', ['https://' + 'x'.repeat(300)]],
  ])('%s refuses %j', async (channel, args) => {
    const { ipc, page } = aShell()
    expect(await ipc.invoke(eventFrom(page), channel, ...args)).toMatchObject({ ok: false, code: 'invalid_arguments' })
  })

  it('that fails in a way nobody thought of says nothing of the inside', async () => {
    const { ipc, page } = aShell()
    vi.spyOn(console, 'error').mockReturnValue()
    vi.spyOn(FileJournal.prototype, 'freeBytes').mockRejectedValue(new Error('ENOENT: /home/somebody/secret'))
    expect(await ipc.invoke(eventFrom(page), 'journal:free-bytes')).toEqual({ ok: false, code: 'internal_error', detail: '' })
  })

  it('has one handler for each channel, and no channel besides', () => {
    expect([...aShell().ipc.handlers.keys()].toSorted()).toEqual(SHELL_CHANNELS.toSorted())
  })
})
