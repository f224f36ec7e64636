import { z } from 'zod'
import { Sha256 } from '../entry.ts'
import {
  CodeStatus,
  IssueCodesRequest,
  IssueCodesResponse,
  MemberCards,
  MemberSession,
  MemberSignIn,
  MemberTransactionDetail,
  MemberTransactions,
} from '../me.ts'
import { TxNo } from '../tx-no.ts'
import { declare, NOTHING } from './endpoint.ts'
import { pageQuery, PathId } from './inputs.ts'

const card = z.object({ cardId: PathId })

/** What a member's wallet calls. */
export const meApi = declare('Wallet', {
  signInMember: {
    method: 'POST',
    path: '/v1/me/session',
    actor: 'public',
    summary: 'Sign in as a member',
    body: MemberSignIn,
    answers: { 200: MemberSession },
    problems: ['credentials_wrong', 'forbidden', 'locked_out'],
    repeatable: 'a second sign-in is a second session',
  },
  renewMemberSession: {
    method: 'POST',
    path: '/v1/me/session/renew',
    actor: 'member',
    summary: 'Take a newer access token for a valid one',
    answers: { 200: MemberSession },
    repeatable: 'tokens are never stored',
  },
  readMyCards: {
    method: 'GET',
    path: '/v1/me/cards',
    actor: 'member',
    summary: 'The cards I own or am bound to',
    answers: { 200: MemberCards },
  },
  issueMyCodes: {
    method: 'POST',
    path: '/v1/me/cards/{cardId}/codes',
    actor: 'member',
    summary: 'Issue payment codes for a card',
    description:
      'One code that starts now, or a few with later starts for a phone that will be offline. The plain codes exist in this answer only.',
    params: card,
    body: IssueCodesRequest.prefault({}),
    answers: { 201: IssueCodesResponse },
    problems: ['code_issue_refused', 'state_conflict'],
    repeatable: 'plain codes are never stored, and a second code does not end the first',
  },
  revokeMyCodes: {
    method: 'POST',
    path: '/v1/me/cards/{cardId}/codes/revoke',
    actor: 'member',
    summary: 'Revoke every code of a card that is alive or waiting',
    params: card,
    answers: { 204: NOTHING },
    problems: ['forbidden'],
    repeatable: 'what is revoked stays revoked',
  },
  readMyTransactions: {
    method: 'GET',
    path: '/v1/me/cards/{cardId}/transactions',
    actor: 'member',
    summary: 'A card’s transactions, the newest first',
    params: card,
    query: z.strictObject(pageQuery),
    answers: { 200: MemberTransactions },
  },
  readAllMyTransactions: {
    method: 'GET',
    path: '/v1/me/transactions',
    actor: 'member',
    summary: 'The transactions of all my cards, the newest first',
    query: z.strictObject(pageQuery),
    answers: { 200: MemberTransactions },
  },
  readMyTransaction: {
    method: 'GET',
    path: '/v1/me/transactions/{txNo}',
    actor: 'member',
    summary: 'One transaction with its details',
    params: z.object({ txNo: TxNo }),
    answers: { 200: MemberTransactionDetail },
  },
  readMyCode: {
    method: 'GET',
    path: '/v1/me/codes/{codeHash}',
    actor: 'member',
    summary: 'Whether a code is still good, and what was charged on it',
    params: z.object({ codeHash: Sha256 }),
    answers: { 200: CodeStatus },
  },
})
