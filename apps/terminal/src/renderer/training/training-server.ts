import { type ApprovalGranted, type TerminalTransaction, uuidv7 } from '@mps/shared'
import type { z } from 'zod'
import type { LogEntry, ServerAnswer, ServerCall } from '../log/index.ts'
import { leftOf } from './training-outcomes.ts'

/** What a lesson has in the place of a server: it approves, and it finds the lesson's own sales. It is asked nothing else. */
export function lessonServer<T>(call: ServerCall, schema: z.ZodType<T>, entries: readonly LogEntry[]): ServerAnswer<T> {
  const answer = answerTo(call, entries)
  const parsed = schema.safeParse(answer)
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, failure: 'no_network', problem: null }
}

function answerTo({ path, body }: ServerCall, entries: readonly LogEntry[]): unknown {
  if (path === '/v1/terminal/approvals') return approval(body)
  if (path.startsWith('/v1/terminal/transactions'))
    return { transactions: entries.flatMap((entry) => transaction(entry, entries)), next: null }
  return null
}

function approval(body: unknown): ApprovalGranted {
  const { managerId, action, subject, amount } = body as Pick<ApprovalGranted, 'managerId' | 'action' | 'subject' | 'amount'>
  const now = new Date().toISOString()
  return { approvalId: uuidv7(), managerId, action, subject, amount: amount ?? null, expiresAt: now, serverTime: now }
}

/** A settled sale of the lesson as the search finds it. */
function transaction({ id, body, outcome }: LogEntry, entries: readonly LogEntry[]): TerminalTransaction[] {
  if (body.kind !== 'charge' || outcome?.state !== 'settled') return []
  const refunded = outcome.final - leftOf(outcome.txNo, entries)
  return [
    {
      id,
      txNo: outcome.txNo,
      txType: 'payment',
      status: refunded === outcome.final ? 'refunded' : 'completed',
      declineCode: null,
      reason: null,
      method: body.method,
      rawAmount: body.amount,
      discount: outcome.discount,
      finalAmount: outcome.final,
      refundedAmount: refunded,
      points: outcome.points,
      cardSuffix: '0000',
      cardType: 'standard',
      memberNo: null,
      merchantId: null,
      merchantName: null,
      terminalId: null,
      terminalLabel: null,
      cashierId: null,
      cashierName: null,
      originalTxNo: null,
      entryId: id,
      scannedAt: body.scannedAt,
      createdAt: outcome.settledAt,
    },
  ]
}
