import { type EntryOutcome, pointsFor } from '@mps/shared'
import type { DisplayState, LogEntry } from '../log/index.ts'

/** Amounts that a lesson can show the other endings with, in minor units. */
export const LESSON_DECLINED = 13_00
export const LESSON_CUT_OFF = 14_00

/** What the lesson answers to an entry; null for one that is to look as if the server were away. */
export function lessonOutcome({ id, seq, body }: LogEntry, settledAt: string, payments: readonly LogEntry[]): EntryOutcome | null {
  const common = { id, outcomeNo: seq, settledAt }
  const settled = { ...common, state: 'settled' as const, txNo: `TRAINING-${String(seq).padStart(6, '0')}`, discount: 1000 }
  switch (body.kind) {
    case 'charge':
      if (body.amount === LESSON_CUT_OFF) return null
      if (body.amount === LESSON_DECLINED) return { ...common, state: 'declined', code: 'insufficient_balance', next: 'pay_otherwise' }
      return { ...settled, discount: body.quoted.discount, final: body.quoted.final, points: pointsFor(body.quoted.final, 'standard') }
    case 'refund': {
      const left = leftOf(body.txNo, payments)
      if (body.amount > left) return { ...common, state: 'declined', code: 'refund_exceeds_payment', next: 'call_manager' }
      const refund = { paymentTxNo: body.txNo, left: left - body.amount, payOut: 'balance' as const }
      return { ...settled, final: body.amount, points: 0, refund }
    }
    case 'recharge':
      return { ...settled, final: body.amount, points: 0, recharge: { method: body.method, debtRepaid: 0 } }
    case 'void':
      return { ...common, state: 'recorded', effect: 'voided' }
    default:
      return { ...common, state: 'recorded' }
  }
}

/** What of a payment of the lesson has not been given back. */
export function leftOf(txNo: string, entries: readonly LogEntry[]): number {
  const paid = entries.find(({ outcome, kind }) => kind === 'charge' && outcome?.state === 'settled' && outcome.txNo === txNo)
  const final = paid?.outcome?.state === 'settled' ? paid.outcome.final : 0
  return entries.reduce((left, { body, outcome }) => {
    const isRefund = body.kind === 'refund' && body.txNo === txNo && outcome?.state === 'settled'
    return isRefund ? left - body.amount : left
  }, final)
}

/** How an answered entry of a lesson looks. */
export function lessonDisplay({ kind, outcome }: Pick<LogEntry, 'kind' | 'outcome'>): DisplayState {
  if (outcome === null) return kind === 'charge' ? 'recorded_not_settled' : 'waiting'
  if (outcome.state === 'declined') return 'declined'
  if (outcome.state === 'settled') return kind === 'charge' ? 'paid' : 'done'
  return kind === 'void' ? 'voided' : 'noted'
}
