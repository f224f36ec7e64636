import { myCardApi } from '@mps/shared/api'
import type { CardMember } from '@mps/shared/card'
import type { Context } from '../context.ts'
import { callFunction, perform } from '../db/call-function.ts'
import { implement, type Route } from '../http/implement.ts'
import { perMinute } from '../http/rate-limit.ts'
import { bindMyIdentity } from '../identities/bind-identity.ts'
import { identitiesOf } from '../members/read-member.ts'
import { readMyProfile } from '../members/read-my-profile.ts'
import { bindMyselfToCard } from './bind-myself.ts'
import { setBindingPassword } from './set-binding-password.ts'

/** What a member does with their cards and themselves, beside paying. */
export function myCardRoutes(ctx: Context): Route[] {
  const limited = () => perMinute(ctx, 'sign-in', ctx.config.rateLimits.signIn)
  return implement(myCardApi, {
    freezeMyCard: ({ params, transact }) => transact((client) => perform(client, 'app.freeze_card', params.cardId)),
    unfreezeMyCard: ({ params, transact }) => transact((client) => perform(client, 'app.unfreeze_card', params.cardId)),
    loseMyCard: ({ params, transact }) => transact((client) => perform(client, 'app.report_card_lost', params.cardId)),
    replaceMyCard: ({ params, body, transact }) =>
      transact(async (client) => ({ cardId: await callFunction<string>(client, 'app.replace_card', params.cardId, body.reason) })),
    closeMyCard: ({ params, transact }) => transact((client) => perform(client, 'app.close_card', params.cardId)),
    listMyCardMembers: ({ params, transact }) =>
      transact(async (client) => ({ members: await callFunction<CardMember[]>(client, 'app.card_members', params.cardId) })),
    changeMyCardMember: ({ params: { cardId, memberId }, body, transact }) =>
      transact((client) =>
        perform(client, 'app.update_card_binding', cardId, memberId, body.role, body.limitPerCharge ?? null, body.limitPerDay ?? null),
      ),
    unbindFromMyCard: ({ params, transact }) =>
      transact((client) => perform(client, 'app.unbind_member_from_card', params.cardId, params.memberId)),
    setMyBindingPassword: {
      before: [limited()],
      handle: ({ params, body, transact }) => setBindingPassword(ctx, transact, params.cardId, body.password),
    },
    bindMyselfToCard: { before: [limited()], handle: ({ actor, body }) => bindMyselfToCard(ctx, actor.memberId, body) },
    readMyProfile: ({ actor, transact }) => transact((client) => readMyProfile(client, actor.memberId)),
    changeMyProfile: ({ actor, body, transact }) =>
      transact((client) => perform(client, 'app.update_member_profile', actor.memberId, JSON.stringify(body))),
    listMyIdentities: ({ actor, transact }) => transact(async (client) => ({ identities: await identitiesOf(client, actor.memberId) })),
    bindMyIdentity: { before: [limited()], handle: ({ actor, body }) => bindMyIdentity(ctx, actor.memberId, body) },
    unbindMyIdentity: ({ actor, params, transact }) =>
      transact((client) => perform(client, 'app.unbind_external_identity', actor.memberId, params.provider)),
  })
}
