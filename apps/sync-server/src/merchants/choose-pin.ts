import type { Context } from '../context.ts'
import { callFunction } from '../db/call-function.ts'
import { asServer } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'
import { hashNewPin, refuseSimplePin } from '../sessions/chosen-secrets.ts'

/** Compared with where nobody of that id works here or has a PIN, so that the answer takes as long. */
const NOBODYS_HASH = '$2b$12$I4sPShjNIzwJj1XlDL/ZYu2NPe9vdiK4/91Mi4SoT.fvoCDMx5xgy'

type Attempt = { pin_hash: string | null; locked_until: string | null }

/** Somebody at a terminal chooses a new PIN by their present one. The attempt is counted before it is compared. */
export async function choosePin(
  ctx: Context,
  terminalId: string,
  userId: string,
  { pin, newPin }: { pin: string; newPin: string },
): Promise<void> {
  refuseSimplePin(newPin)
  const attempt = await asServer(ctx, async (client) => {
    const { rows } = await client.query<Attempt>('select * from auth.begin_pin_choice($1, $2)', [terminalId, userId])
    return rows[0] ?? { pin_hash: null, locked_until: null }
  })
  if (attempt.locked_until !== null) {
    throw new ProblemError('locked_out', { retryAfterS: Math.max(1, Math.ceil((Date.parse(attempt.locked_until) - Date.now()) / 1000)) })
  }
  const matches = await ctx.passwords.matches(pin, attempt.pin_hash ?? NOBODYS_HASH)
  const isRight = matches && attempt.pin_hash !== null
  const hash = isRight ? await hashNewPin(ctx, newPin) : null
  const isChanged = await asServer(ctx, (client) =>
    callFunction<boolean>(client, 'app.choose_pin', terminalId, userId, attempt.pin_hash, isRight, hash),
  )
  if (!isChanged) throw new ProblemError('credentials_wrong')
}
