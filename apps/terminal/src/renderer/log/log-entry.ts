import { decodePaymentCode, type EntryBody, maskCardNo } from '@mps/shared'
import type { Attempts } from './attempts.ts'
import type { EntryDoc } from './entry-doc.ts'
import { displayOf } from './sync-status.ts'
import type { LogEntry } from './types.ts'

/** A document as screens read it, with what is under way at this moment. */
export function logEntryOf(doc: EntryDoc, attempts: Attempts, isOnline: boolean): LogEntry {
  const body = JSON.parse(doc.body) as EntryBody
  const attempt = attempts.of(doc.id)
  return {
    id: doc.id,
    kind: doc.kind,
    epoch: body.epoch,
    seq: body.seq,
    ordinal: doc.n,
    body,
    state: doc.state,
    display: displayOf(doc, attempts.isAsking(doc.id), isOnline),
    outcome: doc.outcome,
    attempts: attempt?.attempts ?? doc.attempts,
    lastAttemptAt: attempt?.lastAttemptAt ?? doc.lastAttemptAt,
    lastError: attempt ? attempt.lastError : doc.lastError,
    inFlight: attempts.isInFlight(doc.id),
    confirmed: doc.confirmed,
    withinOfflineLimits: doc.within,
    voidedBy: doc.voidedBy,
    divergence: doc.divergence,
    signedOffBy: doc.signedOffBy,
    card: cardOf(doc.code, body),
    hash: doc.hash,
    answeredAt: doc.answeredAt,
  }
}

function cardOf(code: string | null, body: EntryBody): string | null {
  if ('typed' in body && body.typed) return maskCardNo(body.typed.cardEnding)
  const decoded = code === null ? null : decodePaymentCode(code)
  return decoded?.ok ? maskCardNo(decoded.code.cardNo) : null
}
