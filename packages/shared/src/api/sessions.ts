import { z } from 'zod'
import {
  BeginTotp,
  ChangePassword,
  ConfirmTotp,
  RefreshRequest,
  RemoveTotp,
  SessionList,
  SessionsEnded,
  TotpEnrolment,
  UserRefreshRequest,
  UserSession,
  UserSignIn,
} from '../session.ts'
import { MemberSession } from '../me.ts'
import { PASSWORD_PROBLEMS } from '../problem.ts'
import { declare, NOTHING } from './endpoint.ts'
import { PathId } from './inputs.ts'

const session = z.object({ sessionId: PathId })
const ENDED = 'what has ended stays ended'

/** Signing in and out as a platform admin, a manager or a cashier, and looking after one's own account. */
export const sessionApi = declare('Sessions', {
  signInUser: {
    method: 'POST',
    path: '/v1/sessions',
    actor: 'public',
    summary: 'Sign in as a platform admin, a manager or a cashier',
    description:
      'An admin gives a code of the authenticator app (or a recovery code) as well: `second_factor_required` asks for it. An admin without one gets a session that can do nothing but enrol one.',
    body: UserSignIn,
    answers: { 200: UserSession },
    problems: ['credentials_wrong', 'second_factor_required', 'second_factor_wrong', 'forbidden', 'locked_out'],
    repeatable: 'a second sign-in is a second session',
  },
  refreshUserSession: {
    method: 'POST',
    path: '/v1/sessions/refresh',
    actor: 'public',
    summary: 'Go on with a session by its refresh token',
    description: 'Each refresh token is good once; one that comes back later than ten seconds after its use ends the session.',
    body: UserRefreshRequest,
    answers: { 200: UserSession },
    problems: ['unauthenticated'],
    repeatable: 'the same token within ten seconds gives the same successor',
  },
  listMySessions: {
    method: 'GET',
    path: '/v1/sessions',
    actor: 'account',
    summary: 'My open sessions',
    answers: { 200: SessionList },
  },
  signOut: {
    method: 'DELETE',
    path: '/v1/sessions/current',
    actor: 'account',
    summary: 'Sign out',
    answers: { 200: SessionsEnded },
    repeatable: ENDED,
  },
  signOutEverywhere: {
    method: 'DELETE',
    path: '/v1/sessions',
    actor: 'account',
    summary: 'End all of my sessions, this one included',
    answers: { 200: SessionsEnded },
    repeatable: ENDED,
  },
  endMySession: {
    method: 'DELETE',
    path: '/v1/sessions/{sessionId}',
    actor: 'account',
    summary: 'End one of my sessions',
    params: session,
    answers: { 200: SessionsEnded },
    repeatable: ENDED,
  },
  changeMyPassword: {
    method: 'POST',
    path: '/v1/account/password',
    actor: 'account',
    summary: 'Change my password; my other sessions end',
    body: ChangePassword,
    answers: { 204: NOTHING },
    problems: ['credentials_wrong', 'forbidden', 'locked_out', ...PASSWORD_PROBLEMS],
    repeatable: 'the old password is gone after the first time',
  },
  beginMyTotp: {
    method: 'POST',
    path: '/v1/account/totp',
    actor: 'account',
    summary: 'Begin to enrol an authenticator app',
    description: 'The secret and the recovery codes exist in this answer only. The app is asked for from its first confirmed code on.',
    body: BeginTotp,
    answers: { 201: TotpEnrolment },
    problems: ['credentials_wrong', 'forbidden', 'locked_out', 'state_conflict'],
    repeatable: 'secrets are never stored in an answer, and the newest one counts until one is confirmed',
  },
  confirmMyTotp: {
    method: 'POST',
    path: '/v1/account/totp/confirm',
    actor: 'account',
    summary: 'Confirm the app with its first code; my other sessions end',
    body: ConfirmTotp,
    answers: { 204: NOTHING },
    problems: ['second_factor_wrong', 'state_conflict'],
    repeatable: 'a confirmed app is not confirmed again',
  },
  removeMyTotp: {
    method: 'POST',
    path: '/v1/account/totp/remove',
    actor: 'account',
    summary: 'Remove the app, for the password and a code of it',
    body: RemoveTotp,
    answers: { 204: NOTHING },
    problems: ['credentials_wrong', 'second_factor_required', 'second_factor_wrong', 'forbidden', 'locked_out', 'not_found'],
    repeatable: 'it is gone after the first time',
  },
})

/** The same for a member's wallet. */
export const memberSessionApi = declare('Sessions', {
  refreshMemberSession: {
    method: 'POST',
    path: '/v1/me/session/refresh',
    actor: 'public',
    summary: 'Go on with a member’s session by its refresh token',
    body: RefreshRequest,
    answers: { 200: MemberSession },
    problems: ['unauthenticated'],
    repeatable: 'the same token within ten seconds gives the same successor',
  },
  signOutMember: {
    method: 'DELETE',
    path: '/v1/me/session',
    actor: 'member',
    summary: 'Sign out as a member',
    answers: { 200: SessionsEnded },
    repeatable: ENDED,
  },
  listMemberSessions: {
    method: 'GET',
    path: '/v1/me/sessions',
    actor: 'member',
    summary: 'My open sessions as a member',
    answers: { 200: SessionList },
  },
  signOutMemberEverywhere: {
    method: 'DELETE',
    path: '/v1/me/sessions',
    actor: 'member',
    summary: 'End all of my sessions as a member, this one included',
    answers: { 200: SessionsEnded },
    repeatable: ENDED,
  },
  endMemberSession: {
    method: 'DELETE',
    path: '/v1/me/sessions/{sessionId}',
    actor: 'member',
    summary: 'End one of my sessions as a member',
    params: session,
    answers: { 200: SessionsEnded },
    repeatable: ENDED,
  },
  changeMemberPassword: {
    method: 'POST',
    path: '/v1/me/password',
    actor: 'member',
    summary: 'Change my password as a member; my other sessions end',
    body: ChangePassword,
    answers: { 204: NOTHING },
    problems: ['credentials_wrong', 'forbidden', 'locked_out', ...PASSWORD_PROBLEMS],
    repeatable: 'the old password is gone after the first time',
  },
})
