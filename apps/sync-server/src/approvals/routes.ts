import { approvalApi } from '@mps/shared/api'
import type { Context } from '../context.ts'
import { implement, type Route } from '../http/implement.ts'
import { grantApproval } from './grant-approval.ts'

/** A manager's PIN, verified by the server, approves one act. */
export function approvalRoutes(ctx: Context): Route[] {
  return implement(approvalApi, {
    approveAtTerminal: ({ actor, body }) => grantApproval(ctx, actor, body),
    approveForMerchant: ({ actor: { merchantId }, body }) => grantApproval(ctx, { merchantId, terminalId: null }, body),
  })
}
