import { memberSessionApi, sessionApi } from '@mps/shared/api'
import type { Context } from '../context.ts'
import type { AccountActor, MemberActor } from '../http/actor.ts'
import { implement, type Route } from '../http/implement.ts'
import { perMinute } from '../http/rate-limit.ts'
import { refreshMember } from '../me/sign-in.ts'
import { beginTotp, changePassword, confirmTotp, type Holder, listSessions, removeTotp } from './account.ts'
import { signOut } from './open-session.ts'
import { refreshUser, signInUser } from './user-session.ts'

const userOf = ({ userId, sessionId }: AccountActor): Holder => ({ realm: 'user', subjectId: userId, sessionId })
const memberOf = ({ memberId, sessionId }: MemberActor): Holder => ({ realm: 'member', subjectId: memberId, sessionId })

/** `/v1/sessions` and `/v1/account`: users sign in and out and look after their accounts; under `/v1/me` members do. */
export function sessionRoutes(ctx: Context): Route[] {
  const limited = perMinute(ctx, 'sign-in', ctx.config.rateLimits.signIn)
  // Every page refreshes by itself, and a shop's pages share an address.
  const refreshing = perMinute(ctx, 'refresh', ctx.config.rateLimits.token)
  return [
    ...implement(sessionApi, {
      signInUser: { before: [limited], handle: ({ body }) => signInUser(ctx, body) },
      refreshUserSession: { before: [refreshing], handle: ({ body }) => refreshUser(ctx, body) },
      listMySessions: ({ actor }) => listSessions(ctx, userOf(actor)),
      signOut: async ({ actor }) => ({ ended: await signOut(ctx, actor.userId, actor.sessionId) }),
      signOutEverywhere: async ({ actor }) => ({ ended: await signOut(ctx, actor.userId, null, true) }),
      endMySession: async ({ actor, params }) => ({ ended: await signOut(ctx, actor.userId, params.sessionId) }),
      changeMyPassword: { before: [limited], handle: ({ actor, body }) => changePassword(ctx, userOf(actor), body) },
      beginMyTotp: { before: [limited], handle: ({ actor, body }) => beginTotp(ctx, userOf(actor), body) },
      confirmMyTotp: { before: [limited], handle: ({ actor, body }) => confirmTotp(ctx, userOf(actor), body.totp) },
      removeMyTotp: { before: [limited], handle: ({ actor, body }) => removeTotp(ctx, userOf(actor), body) },
    }),
    ...implement(memberSessionApi, {
      refreshMemberSession: { before: [refreshing], handle: ({ body }) => refreshMember(ctx, body) },
      signOutMember: async ({ actor }) => ({ ended: await signOut(ctx, actor.memberId, actor.sessionId) }),
      listMemberSessions: ({ actor }) => listSessions(ctx, memberOf(actor)),
      signOutMemberEverywhere: async ({ actor }) => ({ ended: await signOut(ctx, actor.memberId, null, true) }),
      endMemberSession: async ({ actor, params }) => ({ ended: await signOut(ctx, actor.memberId, params.sessionId) }),
      changeMemberPassword: { before: [limited], handle: ({ actor, body }) => changePassword(ctx, memberOf(actor), body) },
    }),
  ]
}
