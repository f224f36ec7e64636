import { z } from 'zod'
import { MemberSession } from '../me.ts'
import {
  EraseMember,
  IdentityAssertion,
  IdentityProvider,
  MemberChanges,
  MemberDetail,
  MemberList,
  MemberStatus,
  NewMember,
  NewMemberAnswer,
  PasswordToSet,
} from '../member.ts'
import { PASSWORD_PROBLEMS } from '../problem.ts'
import { ReasonRequest } from '../reason.ts'
import { plainText } from '../text.ts'
import { declare, NOTHING } from './endpoint.ts'
import { pageQuery, PathId } from './inputs.ts'

const member = z.object({ memberId: PathId })
const done = { 204: NOTHING } as const

/** Members, as the platform looks after them. */
export const memberApi = declare('Members', {
  listMembers: {
    method: 'GET',
    path: '/v1/admin/members',
    actor: 'admin',
    summary: 'Members, the newest first, phones and e-mails masked',
    query: z.strictObject({
      ...pageQuery,
      status: MemberStatus.optional(),
      /** A member number, phone or e-mail, whole; or how a name begins. */
      q: plainText(1, 254).optional(),
    }),
    answers: { 200: MemberList },
  },
  createMember: {
    method: 'POST',
    path: '/v1/admin/members',
    actor: 'admin',
    summary: 'Enrol a member',
    body: NewMember,
    answers: { 201: NewMemberAnswer },
    problems: ['already_exists'],
    idempotent: true,
  },
  readMember: {
    method: 'GET',
    path: '/v1/admin/members/{memberId}',
    actor: 'admin',
    summary: 'One member with phone and e-mail whole; reading it is audited',
    params: member,
    answers: { 200: MemberDetail },
  },
  changeMember: {
    method: 'PATCH',
    path: '/v1/admin/members/{memberId}',
    actor: 'admin',
    summary: 'Change a member’s name, phone or e-mail',
    params: member,
    body: MemberChanges,
    answers: done,
    problems: ['already_exists', 'state_conflict'],
    repeatable: 'the last change counts, and nothing personal is stored beside the profile',
  },
  setMemberPassword: {
    method: 'PUT',
    path: '/v1/admin/members/{memberId}/password',
    actor: 'admin',
    summary: 'Set a member’s password and end their sessions',
    params: member,
    body: PasswordToSet,
    answers: done,
    problems: ['state_conflict', ...PASSWORD_PROBLEMS],
    repeatable: 'the last password counts, and no fingerprint of one is stored',
  },
  suspendMember: {
    method: 'POST',
    path: '/v1/admin/members/{memberId}/suspend',
    actor: 'admin',
    summary: 'Suspend a member: their codes and sessions end at once',
    params: member,
    body: ReasonRequest,
    answers: done,
    problems: ['state_conflict'],
    idempotent: true,
  },
  reinstateMember: {
    method: 'POST',
    path: '/v1/admin/members/{memberId}/reinstate',
    actor: 'admin',
    summary: 'Take a suspension back',
    params: member,
    body: ReasonRequest,
    answers: done,
    problems: ['state_conflict'],
    idempotent: true,
  },
  eraseMember: {
    method: 'POST',
    path: '/v1/admin/members/{memberId}/erase',
    actor: 'admin',
    summary: 'Erase a member’s personal data; the ledger is kept',
    params: member,
    body: EraseMember,
    answers: done,
    problems: ['card_not_empty'],
    idempotent: true,
  },
  unbindMemberIdentity: {
    method: 'DELETE',
    path: '/v1/admin/members/{memberId}/identities/{provider}',
    actor: 'admin',
    summary: 'Take an outside identity off a member',
    params: member.extend({ provider: IdentityProvider }),
    answers: done,
    idempotent: true,
  },
  signInByIdentity: {
    method: 'POST',
    path: '/v1/me/session/external',
    actor: 'public',
    summary: 'Sign in as a member by an outside identity',
    description: 'An identity that nobody bound, a wrong assertion and one that was used before get the same answer.',
    body: IdentityAssertion,
    answers: { 200: MemberSession },
    problems: ['credentials_wrong', 'forbidden'],
    repeatable: 'an assertion works once',
  },
})
