import { AnyUuid, IssueCodesRequest, MemberSignIn, RefreshRequest } from '@mps/shared'
import { type Request, type Response, Router } from 'express'
import type { Context } from '../context.ts'
import { asMember } from '../db/transactions.ts'
import { perMinute } from '../http/rate-limit.ts'
import { ProblemError } from '../problem.ts'
import { issueCodes } from './issue-codes.ts'
import { issueLimit } from './issue-limit.ts'
import { renewSession } from './member-session.ts'
import { readCards } from './read-cards.ts'
import { readCodeStatus } from './read-code-status.ts'
import { readTransaction } from './read-transaction.ts'
import { readTransactions, TransactionsQuery } from './read-transactions.ts'
import { memberOf, requireMember } from './require-member.ts'
import { refreshMember, signIn } from './sign-in.ts'

/** Everything under `/v1/me`: what a member's wallet calls. */
export function meRouter(ctx: Context): Router {
  const router = Router()
  const asMemberOnly = requireMember(ctx)

  router.post('/session', perMinute(ctx.config.rateLimits.signIn), async (req, res) => {
    res.json(await signIn(ctx, MemberSignIn.parse(req.body)))
  })
  router.post('/session/refresh', perMinute(ctx.config.rateLimits.signIn), async (req, res) => {
    res.json(await refreshMember(ctx, RefreshRequest.parse(req.body)))
  })
  router.post('/session/renew', asMemberOnly, async (_req, res) => {
    res.json(await renewSession(ctx, memberOf(res)))
  })
  router.get('/cards', asMemberOnly, async (_req, res) => {
    res.json(await readCards(ctx, memberIdOf(res)))
  })
  router.post('/cards/:cardId/codes', asMemberOnly, issueLimit(), async (req, res) => {
    const { count } = IssueCodesRequest.parse(req.body ?? {})
    res.status(201).json(await issueCodes(ctx, memberIdOf(res), cardIdOf(req), count))
  })
  router.post('/cards/:cardId/codes/revoke', asMemberOnly, async (req, res) => {
    await asMember(ctx, memberIdOf(res), (client) => client.query('select app.revoke_card_qr($1)', [cardIdOf(req)]))
    res.status(204).end()
  })
  router.get('/cards/:cardId/transactions', asMemberOnly, async (req, res) => {
    res.json(await readTransactions(ctx, memberIdOf(res), cardIdOf(req), TransactionsQuery.parse(req.query)))
  })
  router.get('/transactions', asMemberOnly, async (req, res) => {
    res.json(await readTransactions(ctx, memberIdOf(res), null, TransactionsQuery.parse(req.query)))
  })
  router.get('/transactions/:txNo', asMemberOnly, async (req, res) => {
    res.json(await readTransaction(ctx, memberIdOf(res), String(req.params['txNo'])))
  })
  router.get('/codes/:codeHash', asMemberOnly, async (req, res) => {
    res.json(await readCodeStatus(ctx, memberIdOf(res), String(req.params['codeHash'])))
  })
  return router
}

function memberIdOf(res: Response): string {
  return memberOf(res).memberId
}

/** A text that is no id names no card, just as an id that nobody has. */
function cardIdOf(req: Request): string {
  const cardId = AnyUuid.safeParse(req.params['cardId'])
  if (!cardId.success) throw new ProblemError('not_found')
  return cardId.data
}
