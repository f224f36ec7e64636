import type { Context } from '../context.ts'
import { callFunction, perform } from '../db/call-function.ts'
import type { Work } from '../db/transactions.ts'
import { hashBindingPassword } from '../sessions/chosen-secrets.ts'

/** Sets, changes or with null ends the password by which others bind themselves to a card. Whoever may not is told so before it is judged. */
export async function setBindingPassword(
  ctx: Context,
  transact: <T>(work: Work<T>) => Promise<T>,
  cardId: string,
  password: string | null,
): Promise<void> {
  const about = password === null ? [] : await transact((client) => callFunction<string[]>(client, 'app.words_about_card', cardId))
  const hash = password === null ? null : await hashBindingPassword(ctx, password, about)
  await transact((client) => perform(client, 'app.set_binding_password', cardId, hash))
}
