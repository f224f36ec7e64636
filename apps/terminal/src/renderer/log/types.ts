import type {
  EntryApproval,
  EntryBody,
  EntryOutcome,
  LateDecline,
  MerchantPolicy,
  OfflineLimit,
  PaymentMethod,
  PairResponse,
  RechargeMethod,
  ShiftFigures,
  TerminalConfig,
  TerminalTotals,
} from '@mps/shared'
import type { Answered } from '@mps/shared/api/client'
import type { Declared } from '@mps/shared/api/endpoint'
import type { CallInput } from '@mps/shared/api/types'
import type { LogError } from './errors.ts'
import type { LogFile } from './export-log.ts'
import type { DeviceIdentity, IdentityPort, JournalPort } from './ports.ts'

/** A value that changes: fits React's useSyncExternalStore and zustand alike. `get` returns the same object until it changes. */
export type Live<T> = { get(): T; subscribe(listener: () => void): () => void }

export type EntryState = 'recorded' | 'settled' | 'declined' | 'voided' | 'rejected'

/** What the cashier sees of an entry; decided in sync-status.ts and nowhere else. */
export type DisplayState =
  | 'asking' // on its way, the answer is awaited: a spinner
  | 'paid'
  | 'declined'
  | 'recorded_not_settled' // accepted within the offline limits
  | 'waiting' // recorded without an answer, and above the offline limits: only a void is offered
  | 'voiding'
  | 'voided'
  | 'needs_manager'
  | 'done' // a refund or a recharge that settled
  | 'noted' // an entry that moves no money, held by the server

/** Why an attempt brought no answer. */
export type SendFailure =
  | 'no_network'
  | 'timed_out'
  | 'captive_portal' // something else than our server answered
  | 'bad_answer' // our server's form, but not an answer to what was asked
  | 'server_busy' // 429, 503
  | 'server_error'
  | 'request_refused' // 4xx for the request as a whole
  | 'unauthenticated'
  | 'terminal_revoked'

/** An entry of the log as screens read it. */
export type LogEntry = {
  id: string
  kind: EntryBody['kind']
  epoch: number
  seq: number
  /** The place in the log over all epochs, 1 first; page with it. */
  ordinal: number
  body: EntryBody
  state: EntryState
  display: DisplayState
  /** The server's answer; for `rejected` the refusal. */
  outcome: EntryOutcome | null
  /** How often it was sent, and how the last attempt without an answer failed. */
  attempts: number
  lastAttemptAt: string | null
  lastError: SendFailure | null
  inFlight: boolean
  /** Whether a cashier has seen how it ended (or that it was recorded). */
  confirmed: boolean
  /** For a charge: whether it was within the offline limits when it was recorded. */
  withinOfflineLimits: boolean
  /** The void that names this charge. */
  voidedBy: string | null
  /** A later answer that differed from the one kept; a manager looks at it. */
  divergence: EntryOutcome | null
  /** A manager has taken note of a rejected entry; it no longer counts as unsent. */
  signedOffBy: string | null
  /** The card that the entry's code names, masked; null without a readable code. */
  card: string | null
  /** SHA-256 of the signed text; a receipt's look-up link carries a part of it. */
  hash: string
  /** When the answer came, as this device knew the time. */
  answeredAt: string | null
}

export type EntryPage = { entries: LogEntry[]; /** Give it as `before` for the next page; null at the end. */ next: number | null }
export type EntryQuery = {
  limit: number
  /** Only entries with a smaller ordinal. */
  before?: number
  kind?: EntryBody['kind']
  state?: EntryState
}

/** A code that the server has named, since its text is on the member's phone alone: typed by hand, or of a sale that another till made. */
export type NamedCode = { hash: string; typedCardNo?: string }
/** How a sale names its code: by the scanned text, or as the server named it. */
export type CodeInHand = string | NamedCode

type Draft = {
  /** From `newEntryId()` when the cashier confirms: the same draft twice is one entry. */
  id: string
  cashierId: string
  approval?: EntryApproval
  shiftId?: string
}

export type DraftCharge = Draft & {
  code: CodeInHand
  /** `log.now()` when the code was scanned, or named. */
  scannedAt: string
  /** Raw, in minor units. */
  amount: number
  method: PaymentMethod
  quoted: { discount: number; final: number }
  retryOf?: string
  reference?: string
}
/** What a charge repeats of the one that was declined late. */
export type AgainCharge = Pick<LateDecline, 'chargeId' | 'codeHash' | 'scannedAt' | 'amount' | 'discount'>
export type DraftVoid = Draft & { chargeId: string; reason: string }
export type DraftScanRefused = Draft & { code: string; scannedAt: string; reason: string }
/** Money given back; it needs the server, and a manager's PIN that the server has checked. */
export type DraftRefund = Draft & { txNo: string; amount: number; reason: string }
/** Money taken for a member's card, which the code names. */
export type DraftRecharge = Draft & { code: CodeInHand; scannedAt: string; amount: number; method: RechargeMethod; reference?: string }
export type ShiftClosing = {
  counted: number
  zNo: number
  figures: ShiftFigures
  denominations?: [number, number][]
  note?: string
}
export type DraftShift =
  | (Draft & { kind: 'shift_open'; float: number })
  | (Draft & { kind: 'shift_close' } & ShiftClosing)
  | (Draft & { kind: 'cash_in' | 'cash_out'; amount: number; reason: string })
  | (Draft & { kind: 'drawer_open'; reason: string })

/** Durable: appended, flushed and in the view. */
export type RecordedEntry = LogEntry
export type RecordedCharge = RecordedEntry & { body: Extract<EntryBody, { kind: 'charge' }> }

export type QueueSummary = {
  /** Entries without an answer, of every kind. */
  depth: number
  /** Final amounts of the charges among them, in minor units. */
  sumMinor: number
  charges: number
  oldestRecordedAt: string | null
  oldestAgeS: number | null
  /** Entries that wait for a manager; not part of `depth`. */
  rejected: number
  /** Final entries that are being sent again because the server lost them. */
  resending: number
  inFlight: number
  nextAttemptAt: string | null
}

export type ConnectionState = {
  state: 'unknown' | 'online' | 'offline'
  /** Why offline. */
  reason: SendFailure | null
  since: string
  /** The server's last answer, by this device's clock. */
  lastContactAt: string | null
  /** The server asks for a newer app. */
  updateNeeded: boolean
  /** An administrator has revoked this terminal: it hands over what it recorded, and takes no money any more. */
  revoked: boolean
}

export type ClockState = {
  /** Server's time minus the device's. */
  offsetMs: number | null
  offsetAgeS: number | null
  roundTripMs: number | null
  /** Above 30 s of offset. */
  warn: boolean
  /** The clock went backwards and no contact has measured it since: no offline charging. */
  wentBackwards: boolean
}

export type ConfigState = {
  config: TerminalConfig | null
  /** When the server last said that this is the one in force. */
  checkedAt: string | null
  ageS: number | null
}

export type StorageState = {
  state: 'ok' | 'low' | 'failing'
  error: LogError | null
  freeBytes: number | null
  /** Whether the browser promised not to evict; null before it was asked. */
  persisted: boolean | null
}

/** What went wrong without stopping anybody: for the settings screen and for support. Newest last, 200 at most. */
export type Diagnostic = { at: string; code: string; detail: string }

export type OfflineRoom = {
  roomMinor: number
  limit: OfflineLimit | 'clock_unsafe' | 'no_config' | 'typed_code'
  policy: MerchantPolicy | null
}

/** `problem` is the stable code of the server's refusal; null when there was no answer at all. */
export type ServerAnswer<T> = { ok: true; value: T } | { ok: false; failure: SendFailure; problem: string | null }

/** The terminal's log: the only door between screens and journal, view, senders and server. Failures are `LogError`s. */
export type TerminalLog = {
  readonly identity: Live<DeviceIdentity | null>
  readonly connection: Live<ConnectionState>
  readonly clock: Live<ClockState>
  readonly config: Live<ConfigState>
  readonly queue: Live<QueueSummary>
  readonly storage: Live<StorageState>
  readonly diagnostics: Live<readonly Diagnostic[]>

  /** Pairs this device; the pairing code is XXXX-XXXX. Refused while paired: unpair first. */
  pair(pairingCode: string): Promise<PairResponse>
  /** Null, or why unpairing is refused now. */
  canUnpair(): LogError | null
  unpair(): Promise<void>

  /** The server's time as well as this device knows it, never backwards, as an Instant. */
  now(): string
  newEntryId(): string
  /** Resolves once the entry is durable, and sends it at once unless the terminal is known to be offline. */
  recordCharge(draft: DraftCharge): Promise<RecordedCharge>
  /** Charges a late-declined sale again, by its own code; another till's by what the server says of it. Refused with `no_answer` while known to be offline. */
  chargeAgain(draft: { id: string; cashierId: string; late: AgainCharge }): Promise<RecordedCharge>
  recordVoid(draft: DraftVoid): Promise<RecordedEntry>
  recordScanRefused(draft: DraftScanRefused): Promise<RecordedEntry>
  recordShift(draft: DraftShift): Promise<RecordedEntry>
  /** Refused with `no_answer` while the terminal is known to be offline. */
  recordRefund(draft: DraftRefund): Promise<RecordedEntry>
  recordRecharge(draft: DraftRecharge): Promise<RecordedEntry>

  /** What the next charge on this code may be without the server. */
  offlineRoom(code: CodeInHand): OfflineRoom
  /** Newest first. */
  entries(query: EntryQuery): Promise<EntryPage>
  /** Calls back with the page now and after every change of it, at most four times a second. Returns the end of it. */
  watchEntries(query: EntryQuery, listener: (page: EntryPage) => void): () => void
  entry(id: string): Promise<LogEntry | null>
  /** Calls back with the entry now and after every change of it. */
  watchEntry(id: string, listener: (entry: LogEntry | null) => void): () => void

  /** A charge that was saved before a crash and never shown to a cashier; ask about it first. Newest first. */
  unconfirmedCharges(): Promise<LogEntry[]>
  /** The cashier has seen how the entry stands. */
  markConfirmed(id: string): Promise<void>
  /** Tries at once: probes when offline, then sends all that waits. Resolves when that try is over. */
  sendNow(): Promise<void>
  /** A manager sends a rejected entry again, the same bytes. */
  sendRejectedAgain(id: string): Promise<void>
  /** A manager takes note of a rejected entry, so that it no longer blocks unpairing. It is never deleted. */
  signOffRejected(id: string, managerId: string): Promise<void>

  /** This terminal's entries as a file that only the platform can open; rejects with `no_export_key` before the first contact. */
  exportLog(): Promise<LogFile>

  /** The server's totals of a business day; rejects with `no_answer` when it is away. */
  serverTotals(day?: string): Promise<TerminalTotals>
  /** Asks the server as this terminal; never rejects. A write that may be asked twice takes the key of the first. */
  askServer<E extends Declared>(endpoint: E, input: CallInput<E>, options?: { idempotencyKey?: string }): Promise<ServerAnswer<Answered<E>>>
  /** Asks the server for the configuration now; resolves with what is in force then. */
  refreshConfig(): Promise<ConfigState>
  requestPersistence(): Promise<boolean>
  close(): Promise<void>
}

export type OpenLogOptions = {
  /** `browserJournal()`, or Electron's behind typed IPC. */
  journal: JournalPort
  /** `browserIdentity()`, or Electron's. */
  identity: IdentityPort
  /** The app's version, as entries and heartbeats state it. */
  app: string
  /** The sync server's origin; this page's own by default. */
  serverUrl?: string
  /** Another window owns the log (`log_in_use`). Opening goes on waiting and resolves when that window closes. */
  onInUse?(error: LogError): void
}

/**
 * Opens the log of this device and starts its senders. One owner: resolves only in the window that holds the log.
 * Nothing of it needs the network.
 */
export type OpenTerminalLog = (options: OpenLogOptions) => Promise<TerminalLog>
