import type { EntryBody, EntryOutcome, RecordedOutcome } from '@mps/shared'
import type { z } from 'zod'
import type { EntryRecord, JournalRecord, OutcomeRecord } from './journal-records.ts'
import type { EntryState, SendFailure } from './types.ts'

export type VoidEffect = NonNullable<z.infer<typeof RecordedOutcome>['effect']> | 'refused'

/** An entry as the view stores it: one document with its sending state, since two could not be written atomically. */
export type EntryDoc = {
  id: string
  /** Ascending order of this is newest first; a descending sort would never use an index. */
  sortKey: string
  n: number
  kind: EntryBody['kind']
  state: EntryState
  body: string
  sig: string
  code: string | null
  hash: string
  within: boolean
  confirmed: boolean
  outcome: EntryOutcome | null
  divergence: EntryOutcome | null
  answeredAt: string | null
  attempts: number
  lastAttemptAt: string | null
  lastError: SendFailure | null
  voidedBy: string | null
  voidEffect: VoidEffect | null
  signedOffBy: string | null
}

const MAX_ORDINAL = 10 ** 12

export function sortKeyOf(ordinal: number): string {
  return String(MAX_ORDINAL - ordinal).padStart(13, '0')
}

export function docOf(record: EntryRecord): EntryDoc {
  const body = JSON.parse(record.body) as EntryBody
  return {
    id: body.id,
    sortKey: sortKeyOf(record.n),
    n: record.n,
    kind: body.kind,
    state: 'recorded',
    body: record.body,
    sig: record.sig,
    code: record.code,
    hash: record.hash,
    within: record.within,
    confirmed: body.kind !== 'charge',
    outcome: null,
    divergence: null,
    answeredAt: null,
    attempts: 0,
    lastAttemptAt: null,
    lastError: null,
    voidedBy: null,
    voidEffect: null,
    signedOffBy: null,
  }
}

/**
 * Applies journal lines to the documents they concern; the one place where the view's content is decided, so that a view rebuilt from the
 * journal is the view that was lost. Documents that a line needs and `docs` lacks are left out.
 * @returns the ids of the documents that changed
 */
export function reduceRecords(docs: Map<string, EntryDoc>, records: readonly JournalRecord[]): Set<string> {
  const changed = new Set<string>()
  const change = (id: string, fields: Partial<EntryDoc>) => {
    const doc = docs.get(id)
    if (!doc) return
    docs.set(id, { ...doc, ...fields })
    changed.add(id)
  }
  for (const record of records) {
    if (record.t === 'entry') {
      const doc = docOf(record)
      if (docs.has(doc.id)) continue
      docs.set(doc.id, doc)
      changed.add(doc.id)
      if (doc.kind === 'void') change(voidedCharge(doc)!, { voidedBy: doc.id })
    } else if (record.t === 'outcome') {
      change(record.id, outcomeFields(record))
      const doc = docs.get(record.id)
      if (doc?.kind === 'void' && !record.divergent) change(voidedCharge(doc)!, { voidedBy: doc.id, voidEffect: effectOf(record.outcome) })
    } else if (record.t === 'confirmed') {
      for (const id of record.ids) change(id, { confirmed: true })
    } else if (record.t === 'again') {
      change(record.id, { state: 'recorded', outcome: null, signedOffBy: null })
    } else if (record.t === 'signed_off') {
      change(record.id, { signedOffBy: record.by })
    }
  }
  return changed
}

/** The documents that lines concern and that may be there already; a void concerns its charge too, once its own document is read. */
export function concernedIds(records: readonly JournalRecord[]): string[] {
  const ids = new Set<string>()
  for (const record of records) {
    if (record.t === 'entry') {
      const body = JSON.parse(record.body) as EntryBody
      if (body.kind === 'void') ids.add(body.chargeId)
    } else if (record.t === 'outcome' || record.t === 'again' || record.t === 'signed_off') {
      ids.add(record.id)
    } else if (record.t === 'confirmed') {
      for (const id of record.ids) ids.add(id)
    }
  }
  return [...ids]
}

/** The charge that a void names, or null for another kind. */
export function voidedCharge(doc: EntryDoc): string | null {
  const body = JSON.parse(doc.body) as EntryBody
  return body.kind === 'void' ? body.chargeId : null
}

function outcomeFields({ outcome, at, attempts, divergent }: OutcomeRecord): Partial<EntryDoc> {
  if (divergent) return { divergence: outcome }
  return { outcome, state: outcome.state, answeredAt: at, attempts, lastAttemptAt: at, lastError: null }
}

function effectOf(outcome: EntryOutcome): VoidEffect | null {
  if (outcome.state === 'recorded') return outcome.effect ?? 'voided'
  return outcome.state === 'rejected' ? null : 'refused'
}
