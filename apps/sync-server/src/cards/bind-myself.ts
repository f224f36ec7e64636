import type { BindMyself } from '@mps/shared/card'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { callFunction } from '../db/call-function.ts'
import { asServer } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'

/** Compared with where there is no such card or it has no password, so that the answer takes as long. The password to it was thrown away. */
const NOBODYS_HASH = '$2b$12$I4sPShjNIzwJj1XlDL/ZYu2NPe9vdiK4/91Mi4SoT.fvoCDMx5xgy'

type Attempt = { card_id: string | null; password_hash: string | null; locked_until: string | null }

/**
 * Binds a member to a card by its number and password. The attempt is counted before it is compared; a number that does not exist, a card
 * without a password and a wrong password cannot be told apart, neither by the answer nor by its time.
 */
export async function bindMyselfToCard(
  ctx: Context,
  memberId: string,
  { cardNo, password }: z.infer<typeof BindMyself>,
): Promise<{ cardId: string }> {
  const attempt = await beginAttempt(ctx, memberId, cardNo)
  if (attempt.locked_until !== null) throw lockedOut(attempt.locked_until)
  const matches = await ctx.passwords.matches(password, attempt.password_hash ?? NOBODYS_HASH)
  const isBound = await asServer(ctx, (client) =>
    callFunction<boolean>(
      client,
      'app.finish_card_binding',
      memberId,
      cardNo,
      attempt.card_id,
      attempt.password_hash,
      matches && attempt.password_hash !== null,
    ),
  )
  if (!isBound || attempt.card_id === null) throw new ProblemError('binding_refused')
  return { cardId: attempt.card_id }
}

async function beginAttempt(ctx: Context, memberId: string, cardNo: string): Promise<Attempt> {
  return asServer(ctx, async (client) => {
    const { rows } = await client.query<Attempt>('select * from app.begin_card_binding($1, $2)', [memberId, cardNo])
    return rows[0]!
  })
}

function lockedOut(until: string): ProblemError {
  return new ProblemError('locked_out', { retryAfterS: Math.max(1, Math.ceil((Date.parse(until) - Date.now()) / 1000)) })
}
