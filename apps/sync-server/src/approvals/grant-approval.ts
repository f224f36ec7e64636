import type { ApprovalGranted, ApprovalRequest } from '@mps/shared'
import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'

/** Where the manager stands: at a till, or at a screen of the merchant. */
type Place = { merchantId: string; terminalId: string | null }
type Attempt = { pin_hash: string | null; locked_until: string | null; must_choose: boolean }

/**
 * Grants an approval where the PIN is the manager's. The attempt is counted before bcrypt compares, in a transaction of its own, so that guesses
 * at once count as many as they are; a right PIN starts the count anew.
 * @throws ProblemError pin_wrong, pin_must_change, locked_out
 */
export async function grantApproval(ctx: Context, { merchantId, terminalId }: Place, request: ApprovalRequest): Promise<ApprovalGranted> {
  const { managerId, pin, action, subject, amount = null } = request
  const attempt = await asServer(ctx, async (client) => {
    const { rows } = await client.query<Attempt>('select * from auth.begin_pin_attempt($1, $2)', [merchantId, managerId])
    return rows[0]
  })
  if (attempt?.locked_until != null) throw new ProblemError('locked_out', { retryAfterS: secondsUntil(attempt.locked_until) })
  if (attempt?.must_choose) throw new ProblemError('pin_must_change')
  // Whoever is no manager here gets the answer of a wrong PIN; the roster, which every till has, is no secret to hide by time.
  if (!attempt?.pin_hash || !(await ctx.passwords.matches(pin, attempt.pin_hash))) {
    if (attempt?.pin_hash) await asServer(ctx, (client) => client.query('select auth.pin_refused($1, $2)', [managerId, terminalId]))
    throw new ProblemError('pin_wrong')
  }
  return asServer(ctx, async (client) => {
    const { rows } = await client.query<{ approval_id: string; expires_at: string }>(
      'select * from auth.grant_approval($1, $2, $3, $4, $5, $6)',
      [managerId, merchantId, terminalId, action, subject, amount],
    )
    const { approval_id: approvalId, expires_at: expiresAt } = rows[0]!
    return { approvalId, managerId, action, subject, amount, expiresAt, serverTime: new Date().toISOString() }
  })
}

function secondsUntil(instant: string): number {
  return Math.max(1, Math.ceil((Date.parse(instant) - Date.now()) / 1000))
}
