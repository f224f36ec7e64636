import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron'
import { SHELL_CHANNELS, type ShellCalls, type ShellChannel, ShellError, type ShellReply } from '../ipc.ts'
import type { JournalPort } from '../renderer/log/ports.ts'
import { isOwnUrl } from './app-origin.ts'
import type { CrashLog } from './crash-log.ts'
import type { DeviceKeys } from './identity.ts'
import { SHELL_ARGUMENTS } from './ipc-arguments.ts'
import { sendToPrinter } from './printer.ts'
import type { ServerAddress } from './server-address.ts'
import type { Updates } from './updates.ts'

/** What main does for each channel. */
export type ShellHandlers = { [C in ShellChannel]: (...args: ShellCalls[C]['args']) => Promise<ShellCalls[C]['result']> }

export type ShellParts = { journal: JournalPort; keys: DeviceKeys; server: ServerAddress; updates: Updates; crashes: CrashLog }

export function shellHandlers({ journal, keys, server, updates, crashes }: ShellParts): ShellHandlers {
  return {
    'journal:open': () => journal.open(),
    'journal:read': (segment) => journal.read(segment),
    'journal:append': (segment, at, text) => nothing(journal.append(segment, at, text)),
    'journal:remove': (segment) => nothing(journal.remove(segment)),
    'journal:free-bytes': () => journal.freeBytes(),
    'journal:close': () => nothing(journal.close()),
    'identity:load': () => keys.load(),
    'identity:prepare': () => keys.prepare(),
    'identity:adopt': (paired) => keys.adopt(paired),
    'identity:sign-entry-hash': (hash) => keys.signEntryHash(hash),
    'identity:sign-assertion': (signingInput) => keys.signAssertion(signingInput),
    'identity:seal': (bytes) => keys.seal(bytes),
    'identity:unseal': (bytes) => keys.unseal(bytes),
    'identity:forget': () => nothing(keys.forget()),
    'server:use': async (origin) => server.use(origin),
    'printer:send': (target, job) => nothing(sendToPrinter(target, job)),
    'updates:state': async () => updates.state,
    'updates:install': async (unsent) => (updates.install(unsent), null),
    'crashes:read': async () => crashes.read(),
  }
}

/** Answers every channel, for the page in our own window's main frame only. */
export function setupIpcHandlers(ipcMain: Pick<IpcMain, 'handle'>, page: () => WebContents | null, handlers: ShellHandlers): void {
  for (const channel of SHELL_CHANNELS) {
    ipcMain.handle(channel, (event, ...args: unknown[]) => answer(channel, event, args, page(), handlers))
  }
}

async function answer(
  channel: ShellChannel,
  event: IpcMainInvokeEvent,
  args: unknown[],
  page: WebContents | null,
  handlers: ShellHandlers,
) {
  if (!isOwnPage(event, page)) return failure(new ShellError('not_allowed'))
  const parsed = SHELL_ARGUMENTS[channel].safeParse(args)
  if (!parsed.success) return failure(new ShellError('invalid_arguments', parsed.error.issues[0]?.message))
  // The channel's own schema has just made its arguments; TypeScript cannot follow the pair through the table.
  const handle = handlers[channel] as (...checked: unknown[]) => Promise<unknown>
  try {
    return success(await handle(...(parsed.data as unknown[])))
  } catch (error) {
    return failure(error)
  }
}

/** The frame may be gone or navigated by the time main looks: then it is nobody's. */
function isOwnPage({ sender, senderFrame }: IpcMainInvokeEvent, page: WebContents | null): boolean {
  return page !== null && sender === page && senderFrame !== null && senderFrame === sender.mainFrame && isOwnUrl(senderFrame.url)
}

function success(value: unknown): ShellReply<unknown> {
  return { ok: true, value }
}

/** Only our own words cross the boundary; what else went wrong is for main's console. */
function failure(error: unknown): ShellReply<never> {
  if (error instanceof ShellError) return { ok: false, code: error.code, detail: error.detail }
  console.error('a call of the page failed', error)
  return { ok: false, code: 'internal_error', detail: '' }
}

async function nothing(work: Promise<void>): Promise<null> {
  await work
  return null
}
