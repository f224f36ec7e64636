import {
  type ApprovalGranted,
  type ApprovalRequest,
  type TerminalTransaction,
  type TerminalTransactions,
  type TypedCode,
  uuidv7,
} from '@mps/shared'
import type { Answered } from '@mps/shared/api/client'
import type { Declared } from '@mps/shared/api/endpoint'
import { approvalApi } from '@mps/shared/api/money'
import { reportApi } from '@mps/shared/api/reports'
import { terminalApi } from '@mps/shared/api/terminal'
import type { CallInput } from '@mps/shared/api/types'
import type { LogEntry, ServerAnswer } from '../log/index.ts'
import { leftOf } from './training-outcomes.ts'

/** What a lesson has in the place of a server: it approves, finds the lesson's own sales and takes every typed code. It is asked nothing else. */
export function lessonServer<E extends Declared>(
  endpoint: E,
  input: CallInput<E>,
  entries: readonly LogEntry[],
): ServerAnswer<Answered<E>> {
  const answer = answerTo(endpoint, input, entries)
  // What an endpoint answers is known by its id alone; the type follows from the same declaration.
  return answer === null ? { ok: false, failure: 'no_network', problem: null } : { ok: true, value: answer as Answered<E> }
}

function answerTo(
  { id }: Declared,
  input: unknown,
  entries: readonly LogEntry[],
): ApprovalGranted | TerminalTransactions | TypedCode | null {
  if (id === approvalApi.approveAtTerminal.id) return approval((input as CallInput<typeof approvalApi.approveAtTerminal>).body)
  if (id === reportApi.searchTerminalTransactions.id)
    return { transactions: entries.flatMap((entry) => transaction(entry, entries)), next: null }
  if (id === terminalApi.resolveTypedCode.id) return typedCode()
  return null
}

/** Another one each time: a lesson may charge it, too. */
function typedCode(): TypedCode {
  const nowMs = Date.now()
  const times = { expiresAt: new Date(nowMs + 15 * 60_000).toISOString(), serverTime: new Date(nowMs).toISOString() }
  return { codeHash: uuidv7().replaceAll('-', '').repeat(2), cardType: 'standard', discount: 950, ...times }
}

function approval({ managerId, action, subject, amount }: ApprovalRequest): ApprovalGranted {
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
