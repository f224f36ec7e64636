import { decodePaymentCode, type EntryBody, type EntryOutcome } from '@mps/shared'
import type { CheckpointRecord, EntryRecord, JournalHead, JournalRecord, OutcomeRecord, PendingEntry } from './journal-records.ts'

/** What the journal's lines amount to: small, in memory, and the truth for whoever writes or sends. */
export type JournalState = {
  ordinal: number
  head: JournalHead | null
  /** In the order of recording. */
  pending: Map<string, PendingEntry>
  /** Charges that no cashier has confirmed to have seen. */
  unconfirmed: Set<string>
  resend: Set<string>
  ledgerId: string | null
  /** The gapless number up to which every outcome was seen, and those seen beyond it. */
  outcomes: { terminalId: string | null; cursor: number; ahead: Set<number> }
}

export function emptyState(): JournalState {
  return {
    ordinal: 0,
    head: null,
    pending: new Map(),
    unconfirmed: new Set(),
    resend: new Set(),
    ledgerId: null,
    outcomes: { terminalId: null, cursor: 0, ahead: new Set() },
  }
}

export function isFinal(outcome: EntryOutcome | null): boolean {
  return outcome !== null && outcome.state !== 'rejected'
}

export function checkpointOf(state: JournalState): CheckpointRecord {
  return {
    t: 'checkpoint',
    ordinal: state.ordinal,
    head: state.head,
    pending: [...state.pending.values()],
    unconfirmed: [...state.unconfirmed],
    resend: [...state.resend],
    ledgerId: state.ledgerId,
    outcomes: { ...state.outcomes, ahead: [...state.outcomes.ahead] },
  }
}

export function stateFrom(checkpoint: CheckpointRecord): JournalState {
  return {
    ordinal: checkpoint.ordinal,
    head: checkpoint.head,
    pending: new Map(checkpoint.pending.map((entry) => [entry.id, { ...entry }])),
    unconfirmed: new Set(checkpoint.unconfirmed),
    resend: new Set(checkpoint.resend),
    ledgerId: checkpoint.ledgerId,
    outcomes: { ...checkpoint.outcomes, ahead: new Set(checkpoint.outcomes.ahead) },
  }
}

/** Takes one line into account. */
export function foldRecord(state: JournalState, record: JournalRecord): void {
  switch (record.t) {
    case 'entry':
      return foldEntry(state, record)
    case 'outcome':
      return foldOutcome(state, record)
    case 'confirmed':
      for (const id of record.ids) state.unconfirmed.delete(id)
      return
    case 'again':
      return setPending(state, record.id, 'unsent')
    case 'signed_off':
      return setPending(state, record.id, 'signed_off')
    case 'ledger':
      state.ledgerId = record.ledgerId
      for (const id of record.resend) if (!state.pending.has(id)) state.resend.add(id)
      state.outcomes = { terminalId: record.terminalId, cursor: record.outcomeNo, ahead: new Set() }
      return
    case 'cursor':
      return foldCursor(state, record.terminalId, record.outcomeNo)
    case 'checkpoint': // repeats what the lines before it said
      return
  }
}

function foldEntry(state: JournalState, record: EntryRecord): void {
  const body = JSON.parse(record.body) as EntryBody
  if (!record.carried) {
    state.ordinal = Math.max(state.ordinal, record.n)
    const { terminalId, epoch, seq, recordedAt } = body
    state.head = { terminalId, epoch, seq, hash: record.hash, recordedAt, deviceMs: Date.parse(body.clock.device) }
    if (body.kind === 'charge') state.unconfirmed.add(body.id)
  }
  if (!state.pending.has(body.id)) state.pending.set(body.id, pendingOf(record, body))
}

/** What is remembered of an entry until it is final. */
export function pendingOf(record: EntryRecord, body: EntryBody): PendingEntry {
  return {
    id: body.id,
    n: record.n,
    kind: body.kind,
    terminalId: body.terminalId,
    epoch: body.epoch,
    seq: body.seq,
    recordedAt: body.recordedAt,
    finalMinor: body.kind === 'charge' ? body.quoted.final : 0,
    card: body.kind === 'charge' ? cardOf(record.code, body.codeHash) : null,
    state: 'unsent',
  }
}

/** Spare codes of one card share its limit; without a readable code the code stands for its card. */
export function cardOf(code: string | null, codeHash: string): string {
  const decoded = code === null ? null : decodePaymentCode(code)
  return decoded?.ok ? decoded.code.cardNo : codeHash
}

function foldOutcome(state: JournalState, { id, outcome, divergent }: OutcomeRecord): void {
  if (outcome.state === 'rejected') {
    if (!divergent) setPending(state, id, 'rejected')
    state.resend.delete(id)
    return
  }
  // Numbers are counted per terminal, and older pairings of this device may have been another one.
  const terminalId = state.pending.get(id)?.terminalId
  state.outcomes.terminalId ??= terminalId ?? null
  if (!divergent) state.pending.delete(id)
  state.resend.delete(id)
  if (terminalId !== undefined && terminalId === state.outcomes.terminalId) noteOutcomeNo(state, outcome.outcomeNo)
}

function setPending(state: JournalState, id: string, to: PendingEntry['state']): void {
  const entry = state.pending.get(id)
  if (entry) entry.state = to
}

function noteOutcomeNo({ outcomes }: JournalState, outcomeNo: number): void {
  if (outcomeNo > outcomes.cursor) outcomes.ahead.add(outcomeNo)
  while (outcomes.ahead.delete(outcomes.cursor + 1)) outcomes.cursor += 1
}

function foldCursor(state: JournalState, terminalId: string, outcomeNo: number): void {
  if (state.outcomes.terminalId !== terminalId) state.outcomes = { terminalId, cursor: 0, ahead: new Set() }
  const { outcomes } = state
  outcomes.cursor = Math.max(outcomes.cursor, outcomeNo)
  for (const seen of outcomes.ahead) if (seen <= outcomes.cursor) outcomes.ahead.delete(seen)
  noteOutcomeNo(state, outcomes.cursor)
}
