import { uuidv7 } from '@mps/shared'
import { DeviceClock } from './clock.ts'
import { DeviceStore } from './device-store.ts'
import { Diagnostics } from './diagnostics.ts'
import { EntriesView } from './entries-view.ts'
import { Journal } from './journal.ts'
import { httpSync } from './http-sync.ts'
import { ownLog } from './log-lock.ts'
import type { KeptContact, LogParts, StartedLog } from './log-parts.ts'
import { restoreAgreement } from './restore-log.ts'
import { startLog } from './terminal-log.ts'
import type { OpenLogOptions, TerminalLog } from './types.ts'

const VIEW = 'mps-log'
const LOCK = 'mps-terminal-log'
const STORE = 'mps-terminal'

/** Opens the log of this device: lock, journal, view, agreement of the two; then the senders start. Nothing of it needs the network. */
export async function openTerminalLog(options: OpenLogOptions): Promise<TerminalLog> {
  const release = await ownLog(LOCK, (error) => options.onInUse?.(error))
  try {
    return await startLog(await openParts(options), release)
  } catch (error) {
    release()
    throw error
  }
}

async function openParts(options: OpenLogOptions): Promise<LogParts> {
  const diagnostics = new Diagnostics()
  const store = new DeviceStore(STORE)
  // Independent of each other, and the first screen waits for the slowest.
  const [journal, view, identity, contact, started, revoked] = await Promise.all([
    Journal.open(options.journal, diagnostics.report),
    openView(diagnostics),
    options.identity.load(),
    store.get<KeptContact>('contact').catch(() => null),
    store.get<StartedLog>('log-started').catch(() => null),
    store.get<StartedLog>('revoked').catch(() => null),
  ])
  const agreed = view && (await agree(view, journal, diagnostics))
  const { head } = journal.state
  const isOfEpoch = (other: StartedLog | null) => other?.terminalId === identity?.terminalId && other?.epoch === identity?.epoch
  const isLogLost = identity !== null && isOfEpoch(started) && !isOfEpoch(head)
  const isRevoked = identity !== null && isOfEpoch(revoked)
  const clock = new DeviceClock(uuidv7(), contact, head?.deviceMs ?? 0)
  const sync = httpSync(options.serverUrl ?? location.origin)
  return { options, diagnostics, store, journal, view: agreed, viewName: VIEW, identity, contact, isLogLost, isRevoked, clock, sync }
}

/** A view that cannot be brought into agreement is as good as none; the engine makes it anew. */
async function agree(view: EntriesView, journal: Journal, { report }: Diagnostics): Promise<EntriesView | null> {
  try {
    await restoreAgreement(view, journal, report)
    return view
  } catch (error) {
    report('view_failed', String(error))
    await view.close().catch(() => undefined)
    return null
  }
}

/** A view that cannot be opened is thrown away once; null when that does not help either: the log opens, and says that storage fails. */
async function openView(diagnostics: Diagnostics): Promise<EntriesView | null> {
  try {
    return await EntriesView.open(VIEW)
  } catch (error) {
    diagnostics.report('view_failed', String(error))
    return EntriesView.openAnew(VIEW).catch(() => null)
  }
}
