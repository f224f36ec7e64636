import { cardApi } from '@mps/shared/api'
import type { Context } from '../context.ts'
import { callFunction, perform } from '../db/call-function.ts'
import { implement, type Route } from '../http/implement.ts'
import { issueCodesInBulk } from './issue-codes-in-bulk.ts'
import { listCardCodes } from './list-card-codes.ts'
import { listCards } from './list-cards.ts'
import { readCard } from './read-card.ts'
import { setBindingPassword } from './set-binding-password.ts'

/** A discount in thousandths as PostgreSQL's numeric(4,3) reads it. */
const factor = (permille: number | undefined) => (permille === undefined ? null : (permille / 1000).toFixed(3))

/** Cards and their codes, as the platform looks after them. */
export function cardRoutes(ctx: Context): Route[] {
  return implement(cardApi, {
    listCards: ({ query, transact }) => transact((client) => listCards(client, query)),
    issueCard: ({ body: { ownerId, cardType, fixedDiscount, balance = 0, expiresAt = null }, transact }) =>
      transact(async (client) => {
        const id = await callFunction<string>(client, 'app.issue_card', ownerId, cardType, factor(fixedDiscount), balance, expiresAt)
        const { rows } = await client.query<{ cardNo: string }>('select c.card_no as "cardNo" from app.member_cards c where c.id = $1', [
          id,
        ])
        return { id, cardNo: rows[0]!.cardNo }
      }),
    readCard: ({ params, transact }) => transact((client) => readCard(client, params.cardId)),
    freezeCard: ({ params, body, transact }) => transact((client) => perform(client, 'app.freeze_card', params.cardId, body.reason)),
    unfreezeCard: ({ params, transact }) => transact((client) => perform(client, 'app.unfreeze_card', params.cardId)),
    loseCard: ({ params, transact }) => transact((client) => perform(client, 'app.report_card_lost', params.cardId)),
    replaceCard: ({ params, body, transact }) =>
      transact(async (client) => ({
        cardId: await callFunction<string>(client, 'app.replace_card', params.cardId, body.reason, body.expiresAt ?? null),
      })),
    closeCard: ({ params, body, transact }) => transact((client) => perform(client, 'app.close_card', params.cardId, body.reason)),
    bindCardMember: ({ params: { cardId, memberId }, body, transact }) =>
      transact((client) =>
        perform(client, 'app.bind_member_to_card', cardId, memberId, body.role, body.limitPerCharge ?? null, body.limitPerDay ?? null),
      ),
    unbindCardMember: ({ params, transact }) =>
      transact((client) => perform(client, 'app.unbind_member_from_card', params.cardId, params.memberId)),
    setBindingPassword: ({ params, body, transact }) => setBindingPassword(ctx, transact, params.cardId, body.password),
    listCardCodes: ({ params, query, transact }) => transact((client) => listCardCodes(client, params.cardId, query)),
    issueCodesInBulk: ({ body, transact }) => transact((client) => issueCodesInBulk(ctx, client, body.cards)),
    revokeCodesInBulk: ({ body, transact }) =>
      transact(async (client) => ({ revoked: await callFunction<number>(client, 'app.revoke_card_qrs', body.cardIds, body.reason) })),
  })
}
