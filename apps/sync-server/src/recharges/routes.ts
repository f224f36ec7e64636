import type { RechargeIntent } from '@mps/shared'
import { rechargeApi } from '@mps/shared/api'
import type { Context } from '../context.ts'
import type { Work } from '../db/transactions.ts'
import { implement, type Route } from '../http/implement.ts'
import { ProblemError } from '../problem.ts'
import { payLinkToken } from './pay-link.ts'

type Stored = Omit<RechargeIntent, 'payUrl'>

/** Recharges by an administrator, and those that a member pays online. At a till they are entries of the terminal's log. */
export function rechargeRoutes(ctx: Context): Route[] {
  const withPayUrl = (intent: Stored): RechargeIntent => ({
    ...intent,
    payUrl: intent.state === 'pending' ? `/pay/${payLinkToken(ctx.keys, intent.id)}` : null,
  })
  const intentFrom =
    (text: string, values: unknown[]): Work<RechargeIntent> =>
    async (client) => {
      const { rows } = await client.query<{ intent: Stored }>(`select ${text} as intent`, values)
      return withPayUrl(rows[0]!.intent)
    }

  return implement(rechargeApi, {
    rechargeCard: ({ params, body, transact }) => {
      const { amount, currency, method, reference = null, merchantId = null } = body
      const values = [params.cardId, amount, method, reference, merchantId, currency]
      return transact(async (client) => {
        const { rows } = await client.query<{ tx_no: string }>('select app.user_recharge_card($1, $2, $3, $4, $5, $6) as tx_no', values)
        return { txNo: rows[0]!.tx_no }
      })
    },
    // The provider is asked when the member follows payUrl: no call of another's server inside of our transaction.
    beginMyRecharge: ({ params, body, transact }) => {
      const { paymentProvider } = ctx.config
      if (paymentProvider === 'none') throw new ProblemError('recharge_unavailable')
      const values = [params.cardId, body.amount, body.currency, body.method, paymentProvider]
      return transact(intentFrom('app.create_recharge_intent($1, $2, $3, $4, $5)', values))
    },
    readMyRecharge: ({ params, transact }) => transact(intentFrom('app.my_recharge_intent($1)', [params.intentId])),
    cancelMyRecharge: ({ params, transact }) => transact(intentFrom('app.cancel_recharge_intent($1)', [params.intentId])),
  })
}
