import { memberApi } from '@mps/shared/api'
import type { Context } from '../context.ts'
import { callFunction, perform } from '../db/call-function.ts'
import { implement, type Route } from '../http/implement.ts'
import { perMinute } from '../http/rate-limit.ts'
import { signInByIdentity } from '../identities/sign-in-by-identity.ts'
import { hashNewPassword, wordsAbout } from '../sessions/chosen-secrets.ts'
import { listMembers } from './list-members.ts'
import { readMember } from './read-member.ts'

/** Members, as the platform looks after them. */
export function memberRoutes(ctx: Context): Route[] {
  return implement(memberApi, {
    listMembers: ({ query, transact }) => transact((client) => listMembers(client, query)),
    createMember: ({ body, transact }) =>
      transact(async (client) => {
        const id = await callFunction<string>(client, 'app.create_member_profile', body.name, body.phone ?? null, body.email ?? null)
        const { rows } = await client.query<{ memberNo: string }>(
          'select m.member_no as "memberNo" from app.member_profiles m where m.id = $1',
          [id],
        )
        return { id, memberNo: rows[0]!.memberNo }
      }),
    readMember: ({ params, transact }) => transact((client) => readMember(client, params.memberId)),
    changeMember: ({ params, body, transact }) =>
      transact((client) => perform(client, 'app.update_member_profile', params.memberId, JSON.stringify(body))),
    setMemberPassword: async ({ params, body, transact }) => {
      const hash = await hashNewPassword(ctx, body.password, await wordsAbout(ctx, params.memberId))
      await transact((client) => perform(client, 'auth.set_member_password', params.memberId, hash))
      ctx.revocations.forget()
    },
    suspendMember: async ({ params, body, transact }) => {
      await transact((client) => perform(client, 'app.admin_suspend_member', params.memberId, body.reason))
      ctx.revocations.forget()
    },
    reinstateMember: ({ params, body, transact }) =>
      transact((client) => perform(client, 'app.admin_reinstate_member', params.memberId, body.reason)),
    eraseMember: async ({ params, body, transact }) => {
      await transact((client) => perform(client, 'app.delete_member_profile', params.memberId, body.reason, body.forfeitBalance))
      ctx.revocations.forget()
    },
    unbindMemberIdentity: ({ params, transact }) =>
      transact((client) => perform(client, 'app.unbind_external_identity', params.memberId, params.provider)),
    signInByIdentity: {
      before: [perMinute(ctx, 'sign-in', ctx.config.rateLimits.signIn)],
      handle: ({ body }) => signInByIdentity(ctx, body),
    },
  })
}
