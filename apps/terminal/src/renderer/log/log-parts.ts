import type { DeviceClock, SavedContact } from './clock.ts'
import type { DeviceStore } from './device-store.ts'
import type { Diagnostics } from './diagnostics.ts'
import type { EntriesView } from './entries-view.ts'
import type { Journal } from './journal.ts'
import type { DeviceIdentity } from './ports.ts'
import type { SyncPort } from './sync-port.ts'
import type { OpenLogOptions } from './types.ts'

/** What is kept of the last contact: the clock's part, and the last entry that it covered. */
export type KeptContact = SavedContact & { coveredOrdinal: number }

/** The pairing in which this device has last begun a sequence. */
export type StartedLog = { terminalId: string; epoch: number }

/** What an opened log is put together from. */
export type LogParts = {
  options: OpenLogOptions
  diagnostics: Diagnostics
  store: DeviceStore
  journal: Journal
  /** Null when it could not be opened, even anew. */
  view: EntriesView | null
  viewName: string
  identity: DeviceIdentity | null
  contact: KeptContact | null
  /** The present epoch has entries, and neither journal nor view knows one. */
  isLogLost: boolean
  /** The present pairing has been revoked. */
  isRevoked: boolean
  clock: DeviceClock
  sync: SyncPort
}
