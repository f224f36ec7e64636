import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'
import { type Account, refuseSignIn } from './authenticate.ts'
import { sha256 } from './derived-keys.ts'
import { stepOf } from './totp.ts'

export type SecondFactor = { totp?: string | undefined; recoveryCode?: string | undefined }

/**
 * Asks an account that has a second factor for it. A wrong code is a failed sign-in, counted with the wrong passwords; a missing one is
 * not, since every sign-in of a page that does not know begins that way.
 */
export async function requireSecondFactor(ctx: Context, account: Account, given: SecondFactor): Promise<void> {
  if (!account.totp) return
  if (given.totp === undefined && given.recoveryCode === undefined) {
    await excuseAttempt(ctx, account)
    throw new ProblemError('second_factor_required')
  }
  const isRight =
    given.totp === undefined ? await takeRecoveryCode(ctx, account.id, given.recoveryCode ?? '') : await takeCode(ctx, account, given.totp)
  if (!isRight) await refuseSignIn(ctx, account.realm, account.id, 'second_factor_wrong')
}

/** Takes back the failure that the attempt was counted as. */
export async function excuseAttempt(ctx: Context, { attemptKey }: Account): Promise<void> {
  await asServer(ctx, (client) => client.query('select auth.excuse_sign_in($1)', [attemptKey]))
}

async function takeCode(ctx: Context, { id, totp }: Account, code: string): Promise<boolean> {
  const step = totp && stepOf(ctx.keys, id, totp.sealedSecret, code)
  return step !== null && takeStep(ctx, id, step)
}

/** True once per step, over all instances: a code that somebody looked at over a shoulder is spent. */
export async function takeStep(ctx: Context, userId: string, step: number, confirm?: { keepSessionId: string }): Promise<boolean> {
  return asServer(ctx, async (client) => {
    const values = [userId, step, confirm !== undefined, confirm?.keepSessionId ?? null]
    const { rows } = await client.query<{ taken: boolean }>('select auth.take_totp_step($1, $2, $3, $4) as taken', values)
    return rows[0]?.taken === true
  })
}

async function takeRecoveryCode(ctx: Context, userId: string, code: string): Promise<boolean> {
  return asServer(ctx, async (client) => {
    const { rows } = await client.query<{ taken: boolean }>('select auth.take_recovery_code($1, $2) as taken', [userId, sha256(code)])
    return rows[0]?.taken === true
  })
}
