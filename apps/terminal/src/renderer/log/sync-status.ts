import type { EntryOutcome } from '@mps/shared'
import type { EntryDoc, VoidEffect } from './entry-doc.ts'
import type { DisplayState, EntryState } from './types.ts'

/** All that decides what the cashier sees. */
export type Situation = {
  state: EntryState
  /** An attempt for the sale on the screen is under way. */
  isAsking: boolean
  isOnline: boolean
  isWithinLimits: boolean
  void: 'none' | 'recorded' | VoidEffect
}

type Row = DisplayState | ((situation: Situation) => DisplayState)

// "Recorded, not yet settled" is never "Paid". Without a connection nobody waits, even for an attempt that has not failed yet.
const unanswered = ({ isAsking, isOnline, isWithinLimits }: Situation): DisplayState => {
  if (isAsking && isOnline) return 'asking'
  return isWithinLimits ? 'recorded_not_settled' : 'waiting'
}

/** A charge: its state against the void that names it. A void without effect (nothing to void, or refused) leaves the charge as it was. */
const CHARGE: Record<EntryState, Record<Situation['void'], Row>> = {
  recorded: {
    none: unanswered,
    recorded: 'voiding',
    voided: 'voided',
    refunded: 'voided',
    nothing_to_void: unanswered,
    refused: unanswered,
  },
  settled: { none: 'paid', recorded: 'voiding', voided: 'voided', refunded: 'voided', nothing_to_void: 'paid', refused: 'paid' },
  declined: {
    none: 'declined',
    recorded: 'declined',
    voided: 'declined',
    refunded: 'declined',
    nothing_to_void: 'declined',
    refused: 'declined',
  },
  voided: { none: 'voided', recorded: 'voided', voided: 'voided', refunded: 'voided', nothing_to_void: 'voided', refused: 'voided' },
  rejected: {
    none: 'needs_manager',
    recorded: 'voiding',
    voided: 'voided',
    refunded: 'voided',
    nothing_to_void: 'needs_manager',
    refused: 'needs_manager',
  },
}

/** What a charge looks like to the cashier. */
export function displayCharge(situation: Situation): DisplayState {
  const row = CHARGE[situation.state][situation.void]
  return typeof row === 'function' ? row(situation) : row
}

/** What any entry looks like to the cashier. */
export function displayOf(doc: EntryDoc, isAsking: boolean, isOnline: boolean): DisplayState {
  if (doc.kind === 'charge') {
    const voided = doc.voidedBy === null ? 'none' : (doc.voidEffect ?? 'recorded')
    return displayCharge({ state: doc.state, isAsking, isOnline, isWithinLimits: doc.within, void: voided })
  }
  if (doc.state === 'rejected') return 'needs_manager'
  if (doc.kind === 'refund' || doc.kind === 'recharge') return displayMove(doc, isAsking && isOnline)
  if (doc.state === 'declined') return 'declined'
  if (doc.outcome === null) return doc.kind === 'void' ? 'voiding' : 'recorded_not_settled'
  const tookBack = doc.outcome.state === 'recorded' && doc.outcome.effect !== undefined && doc.outcome.effect !== 'nothing_to_void'
  return tookBack ? 'voided' : 'noted'
}

/** Money given back or taken in for a card: done when the server says so, and nothing before. */
function displayMove({ state }: EntryDoc, isAsking: boolean): DisplayState {
  if (state === 'recorded') return isAsking ? 'asking' : 'waiting'
  return state === 'settled' ? 'done' : 'declined'
}

export type Merge =
  | 'apply' // the first answer, or one after a rejection
  | 'same' // the answer that is there already, perhaps with the number of a restored ledger
  | 'divergent' // another final answer: the first stays, a manager looks at the second
  | 'stale' // says nothing new

/**
 * What an arriving answer does to what is known. Nothing final is ever overwritten by another answer.
 * @param hasVoid a void of this log names the charge, so that `settled` may become `voided` by our own doing
 */
export function mergeOutcome(known: EntryOutcome | null, arriving: EntryOutcome, hasVoid = false): Merge {
  if (known === null) return 'apply'
  if (hasVoid && known.state === 'settled' && arriving.state === 'voided') return 'stale'
  if (known.state === 'rejected') {
    return arriving.state === 'rejected' && arriving.code === known.code ? 'stale' : 'apply'
  }
  if (arriving.state === 'rejected') return 'divergent'
  return meaningOf(known) === meaningOf(arriving) ? 'same' : 'divergent'
}

/** What an answer decides, without its numbers and times, which a restored ledger counts anew. */
function meaningOf(outcome: EntryOutcome): string {
  switch (outcome.state) {
    case 'settled':
      return `settled ${outcome.discount} ${outcome.final} ${outcome.points}`
    case 'declined':
      return `declined ${outcome.code}`
    case 'recorded':
      return `recorded ${outcome.effect ?? ''}`
    default:
      return outcome.state
  }
}
