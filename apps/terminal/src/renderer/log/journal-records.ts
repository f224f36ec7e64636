import type { EntryOutcome } from '@mps/shared'

/** A signed entry. Its body, signature and code are all that is ever sent of it. */
export type EntryRecord = {
  t: 'entry'
  /** The place in the log, over all epochs. */
  n: number
  body: string
  sig: string
  code: string | null
  hash: string
  /** Within the offline limits when it was recorded. */
  within: boolean
  /** Copied from a segment that was removed; it is not new. */
  carried?: true
}

/** An answer of the server, before it is shown. */
export type OutcomeRecord = {
  t: 'outcome'
  id: string
  outcome: EntryOutcome
  /** The server's time, as well as the device knew it. */
  at: string
  attempts: number
  /** Another final answer had come before: that one stays, this one is kept for a manager. */
  divergent?: true
}

/** A cashier has seen how these charges stand. */
export type ConfirmedRecord = { t: 'confirmed'; ids: string[] }
/** A manager sends a rejected entry again. */
export type AgainRecord = { t: 'again'; id: string }
/** A manager has taken note of a rejected entry. */
export type SignedOffRecord = { t: 'signed_off'; id: string; by: string }

/**
 * From here on answers come from this ledger. `resend` are final entries that it may have lost (protocol.md: a restored backup),
 * `outcomeNo` is the highest outcome it had then.
 */
export type LedgerRecord = { t: 'ledger'; ledgerId: string; terminalId: string; outcomeNo: number; resend: string[] }
/** Every outcome up to this number has been seen, though some named no entry of this log. */
export type CursorRecord = { t: 'cursor'; terminalId: string; outcomeNo: number }

/** Stands first in each segment: what the segments before it amount to, so that opening reads the last one only. */
export type CheckpointRecord = {
  t: 'checkpoint'
  ordinal: number
  head: JournalHead | null
  pending: PendingEntry[]
  unconfirmed: string[]
  resend: string[]
  ledgerId: string | null
  outcomes: { terminalId: string | null; cursor: number; ahead: number[] }
}

export type JournalRecord =
  | EntryRecord
  | OutcomeRecord
  | ConfirmedRecord
  | AgainRecord
  | SignedOffRecord
  | LedgerRecord
  | CursorRecord
  | CheckpointRecord

/** The last entry that was made: the next one follows it. */
export type JournalHead = { terminalId: string; epoch: number; seq: number; hash: string; recordedAt: string; deviceMs: number }

/** An entry without a final answer, with what the senders and the offline limits need of it. */
export type PendingEntry = {
  id: string
  n: number
  kind: string
  terminalId: string
  epoch: number
  seq: number
  recordedAt: string
  /** What a charge takes, in minor units; 0 for other kinds. */
  finalMinor: number
  /** Whose offline limit a charge uses up. */
  card: string | null
  state: 'unsent' | 'rejected' | 'signed_off'
}
