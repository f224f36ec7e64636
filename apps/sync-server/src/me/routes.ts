import { meApi } from '@mps/shared/api'
import type { Context } from '../context.ts'
import { implement, type Route } from '../http/implement.ts'
import { perMinute } from '../http/rate-limit.ts'
import { issueCodes } from './issue-codes.ts'
import { issueLimit } from './issue-limit.ts'
import { renewSession } from './member-session.ts'
import { readCards } from './read-cards.ts'
import { readCodeStatus } from './read-code-status.ts'
import { readTransaction } from './read-transaction.ts'
import { readTransactions } from './read-transactions.ts'
import { signIn } from './sign-in.ts'

/** Everything under `/v1/me`: what a member's wallet calls. */
export function meRoutes(ctx: Context): Route[] {
  const signInLimit = () => perMinute(ctx, 'sign-in', ctx.config.rateLimits.signIn)

  return implement(meApi, {
    signInMember: { before: [signInLimit()], handle: ({ body }) => signIn(ctx, body) },
    renewMemberSession: ({ actor }) => renewSession(ctx, actor),
    readMyCards: ({ actor }) => readCards(ctx, actor.memberId),
    issueMyCodes: {
      before: [issueLimit(ctx)],
      handle: ({ actor, params, body }) => issueCodes(ctx, actor.memberId, params.cardId, body.count),
    },
    revokeMyCodes: async ({ params, transact }) => {
      await transact((client) => client.query('select app.revoke_card_qr($1)', [params.cardId]))
    },
    readMyTransactions: ({ actor, params, query }) => readTransactions(ctx, actor.memberId, params.cardId, query),
    readAllMyTransactions: ({ actor, query }) => readTransactions(ctx, actor.memberId, null, query),
    readMyTransaction: ({ actor, params }) => readTransaction(ctx, actor.memberId, params.txNo),
    readMyCode: ({ actor, params }) => readCodeStatus(ctx, actor.memberId, params.codeHash),
  })
}
