import type { RefundAnswer } from '@mps/shared'
import { refundApi } from '@mps/shared/api'
import type { Work } from '../db/transactions.ts'
import { implement, type Route } from '../http/implement.ts'

/** Refunds by people; a terminal's are entries of its log. */
export function refundRoutes(): Route[] {
  return implement(refundApi, {
    refundForMerchant: ({ params, body, transact }) => transact(refund(params.txNo, body.amount, body.reason, body.approvalId)),
    refundForPlatform: ({ params, body, transact }) => transact(refund(params.txNo, body.amount, body.reason, null)),
  })
}

function refund(txNo: string, amount: number, reason: string, approvalId: string | null): Work<RefundAnswer> {
  return async (client) => {
    const values = [txNo, amount, reason, approvalId]
    const { rows } = await client.query<{ refund: RefundAnswer }>('select app.merchant_refund_tx($1, $2, $3, $4) as refund', values)
    return rows[0]!.refund
  }
}
