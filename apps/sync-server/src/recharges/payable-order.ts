import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'
import { intentOfPayLink } from './pay-link.ts'
import type { PaymentOrder } from './payment-provider.ts'

/** What a link asks the member to pay. @throws ProblemError not_found for a link of nobody's, state_conflict when there is nothing left to pay */
export async function payableOrder(ctx: Context, token: string): Promise<PaymentOrder> {
  const intentId = intentOfPayLink(ctx.keys, token)
  if (!intentId) throw new ProblemError('not_found')
  const { rows } = await asServer(ctx, (client) =>
    client.query<{ order: (PaymentOrder & { state: string }) | null }>('select app.recharge_order($1) as order', [intentId]),
  )
  const order = rows[0]?.order
  if (!order) throw new ProblemError('not_found')
  if (order.state !== 'pending') throw new ProblemError('state_conflict')
  return order
}
