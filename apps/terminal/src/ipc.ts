// What the three processes of the Electron app say to one another: every channel with its argument and result types. Main answers the
// channels (ipc-handlers.ts), the preload script exposes one function for each under `window[SHELL_GLOBAL]`, and the renderer makes the
// log's two ports of them:
//
//   const shell = electronPorts(window)
//   openTerminalLog({ journal: shell?.journal ?? browserJournal(), identity: shell?.identity ?? browserIdentity(), … })
//
// The page calls the sync server at its own origin, `app://terminal/v1/…`, and main forwards it (server-proxy.ts): so openTerminalLog gets
// no `serverUrl` in Electron. Before a call, `shell.useServer(origin)` tells main which server an admin named.
import type { DeviceIdentity, IdentityPort, JournalPort, JournalSegment } from './renderer/log/ports.ts'

/** The one name that the preload script adds to the page's window. */
export const SHELL_GLOBAL = 'mpsShell'

type Bytes = Uint8Array<ArrayBuffer>

/** Where a receipt printer is; main takes addresses of the shop's own network and printer devices, and no others. */
export type PrinterTarget = { kind: 'network'; host: string; port: number } | { kind: 'device'; path: string }

/** Where a newer build stands; `off` where nobody has said where updates come from. */
export type UpdateState =
  | { at: 'off' }
  | { at: 'newest' }
  | { at: 'downloading'; version: string }
  | { at: 'ready'; version: string }
  | { at: 'failed' }

export const CRASH_KINDS = ['main', 'page', 'helper', 'start'] as const
/** Something that ended a process of the app; scrubbed of whatever could name a person or a card. */
export type CrashReport = { at: string; kind: (typeof CRASH_KINDS)[number]; what: string; version: string }

/** Every channel: what main is asked, as a tuple of arguments, and what it answers. */
export type ShellCalls = {
  'journal:open': { args: []; result: JournalSegment[] }
  'journal:read': { args: [segment: number]; result: Bytes }
  'journal:append': { args: [segment: number, at: number, text: string]; result: null }
  'journal:remove': { args: [segment: number]; result: null }
  'journal:free-bytes': { args: []; result: number | null }
  'journal:close': { args: []; result: null }
  'identity:load': { args: []; result: DeviceIdentity | null }
  'identity:prepare': { args: []; result: { publicKey: string } }
  'identity:adopt': { args: [paired: Omit<DeviceIdentity, 'publicKey'>]; result: DeviceIdentity }
  /** An entry's hash: exactly 32 bytes. */
  'identity:sign-entry-hash': { args: [hash: Bytes]; result: Bytes }
  /** The part of a client assertion that is signed: header and claims, base64url, joined by a dot. */
  'identity:sign-assertion': { args: [signingInput: string]; result: Bytes }
  'identity:seal': { args: [bytes: Bytes]; result: Bytes }
  'identity:unseal': { args: [bytes: Bytes]; result: Bytes | null }
  'identity:forget': { args: []; result: null }
  /** Names the sync server that an admin typed in; answers with the one in force, which the till's settings may have fixed. */
  'server:use': { args: [origin: string]; result: string }
  /** One job in the printer's own bytes. */
  'printer:send': { args: [target: PrinterTarget, job: Bytes]; result: null }
  'updates:state': { args: []; result: UpdateState }
  /** Refused while anything is unsent; else the app ends and the new build starts. */
  'updates:install': { args: [unsent: number]; result: null }
  'crashes:read': { args: []; result: CrashReport[] }
}
export type ShellChannel = keyof ShellCalls

/** Why the shell refuses or fails; stable, never told apart by text. */
export type ShellErrorCode =
  | 'not_allowed' // the call came from a frame that is not our page
  | 'invalid_arguments'
  | 'journal_in_use' // another process holds the journal's lock
  | 'journal_not_open'
  | 'journal_gap' // the log counts more bytes than the file has
  | 'journal_protected' // the call would cut or remove what was acknowledged
  | 'journal_full' // the disk or the quota has no room
  | 'journal_failed' // the disk refused in another way
  | 'secure_storage_unavailable' // the system offers no store for secrets but plain text
  | 'identity_unreadable' // sealed on another device or by another user, or damaged
  | 'identity_missing' // nothing to sign with: not paired
  | 'identity_not_prepared'
  | 'signing_refused' // neither an entry's hash nor a client assertion of this terminal
  | 'printer_failed' // not there, or it stopped taking the job
  | 'update_refused' // nothing to install, or not everything has been sent
  | 'server_refused' // not an https origin, nor http on this machine
  | 'internal_error'

/** An answer over the process boundary: Electron would reduce a thrown error to its message. */
export type ShellReply<T> = { ok: true; value: T } | { ok: false; code: ShellErrorCode; detail: string }

/** `window.mpsShell`: one function per channel, and nothing else. */
export type Shell = { [C in ShellChannel]: (...args: ShellCalls[C]['args']) => Promise<ShellReply<ShellCalls[C]['result']>> }

/** Names every channel once more at run time; the type makes a forgotten or a misspelled one an error. */
const CHANNELS: Record<ShellChannel, true> = {
  'journal:open': true,
  'journal:read': true,
  'journal:append': true,
  'journal:remove': true,
  'journal:free-bytes': true,
  'journal:close': true,
  'identity:load': true,
  'identity:prepare': true,
  'identity:adopt': true,
  'identity:sign-entry-hash': true,
  'identity:sign-assertion': true,
  'identity:seal': true,
  'identity:unseal': true,
  'identity:forget': true,
  'server:use': true,
  'printer:send': true,
  'updates:state': true,
  'updates:install': true,
  'crashes:read': true,
}
export const SHELL_CHANNELS = Object.keys(CHANNELS) as ShellChannel[]

/** A refusal or failure of the shell. */
export class ShellError extends Error {
  override readonly name = 'ShellError'
  readonly code: ShellErrorCode
  readonly detail: string

  constructor(code: ShellErrorCode, detail = '', options?: ErrorOptions) {
    super(detail === '' ? code : `${code}: ${detail}`, options)
    this.code = code
    this.detail = detail
  }
}

/** The length of an entry's hash; nothing else that is signed is as short. */
export const ENTRY_HASH_LENGTH = 32

/** The log's two ports, and the server that main forwards calls of `/v1/` to. */
export type ElectronPorts = {
  journal: JournalPort
  identity: IdentityPort
  useServer(origin: string): Promise<string>
  sendToPrinter(target: PrinterTarget, job: Bytes): Promise<void>
  updateState(): Promise<UpdateState>
  installUpdate(unsent: number): Promise<void>
  crashes(): Promise<CrashReport[]>
}

/** The shell as ports, or null in a browser. They reject with `ShellError`. */
export function electronPorts(page: { [SHELL_GLOBAL]?: Shell }): ElectronPorts | null {
  const shell = page[SHELL_GLOBAL]
  if (!shell) return null
  return {
    journal: journalPort(shell),
    identity: identityPort(shell),
    useServer: (origin) => unwrap(shell['server:use'](origin)),
    sendToPrinter: (target, job) => done(shell['printer:send'](target, job)),
    updateState: () => unwrap(shell['updates:state']()),
    installUpdate: (unsent) => done(shell['updates:install'](unsent)),
    crashes: () => unwrap(shell['crashes:read']()),
  }
}

function journalPort(shell: Shell): JournalPort {
  return {
    open: () => unwrap(shell['journal:open']()),
    read: (segment) => unwrap(shell['journal:read'](segment)),
    append: (segment, at, text) => done(shell['journal:append'](segment, at, text)),
    remove: (segment) => done(shell['journal:remove'](segment)),
    freeBytes: () => unwrap(shell['journal:free-bytes']()),
    close: () => done(shell['journal:close']()),
  }
}

function identityPort(shell: Shell): IdentityPort {
  return {
    load: () => unwrap(shell['identity:load']()),
    prepare: () => unwrap(shell['identity:prepare']()),
    adopt: (paired) => unwrap(shell['identity:adopt'](paired)),
    sign: (bytes) =>
      bytes.length === ENTRY_HASH_LENGTH
        ? unwrap(shell['identity:sign-entry-hash'](bytes))
        : unwrap(shell['identity:sign-assertion'](new TextDecoder().decode(bytes))),
    seal: (bytes) => unwrap(shell['identity:seal'](bytes)),
    unseal: (bytes) => unwrap(shell['identity:unseal'](bytes)),
    forget: () => done(shell['identity:forget']()),
  }
}

async function unwrap<T>(reply: Promise<ShellReply<T>>): Promise<T> {
  const answer = await reply
  if (answer.ok) return answer.value
  throw new ShellError(answer.code, answer.detail)
}

async function done(reply: Promise<ShellReply<null>>): Promise<void> {
  await unwrap(reply)
}
