import { isSimplePin } from '@mps/shared'
import type { Context } from '../context.ts'
import { callFunction } from '../db/call-function.ts'
import { asServer } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'

/**
 * Fewest guesses that find a password out, as zxcvbn estimates them. A stolen hash takes four guesses a second and core: 10⁸ of them are most of
 * a year for one account.
 */
const PASSWORD_GUESSES = 1e8
/** Told among people and locked after five wrong ones: short is allowed, obvious is not. */
const BINDING_PASSWORD_GUESSES = 1e5

type Needs = Pick<Context, 'breachedPasswords'> & { passwords: Pick<Context['passwords'], 'hash' | 'judge'> }

/**
 * The hash of a password that somebody chose.
 * @param about what others know of its owner: login, name, numbers
 * @throws ProblemError password_too_common, password_too_personal, password_leaked
 */
export async function hashNewPassword(ctx: Needs, password: string, about: readonly string[]): Promise<string> {
  await refuseGuessable(ctx, password, about, PASSWORD_GUESSES)
  return ctx.passwords.hash(password)
}

/** The hash of a password that lets others bind themselves to a card. Throws as `hashNewPassword`. */
export async function hashBindingPassword(ctx: Needs, password: string, about: readonly string[]): Promise<string> {
  await refuseGuessable(ctx, password, about, BINDING_PASSWORD_GUESSES)
  return ctx.passwords.hash(password)
}

/** The hash of a PIN that somebody chose. @throws ProblemError pin_too_simple */
export async function hashNewPin(ctx: Pick<Context, 'passwords'>, pin: string): Promise<string> {
  refuseSimplePin(pin)
  return ctx.passwords.hash(pin)
}

export function refuseSimplePin(pin: string): void {
  if (isSimplePin(pin)) throw new ProblemError('pin_too_simple')
}

async function refuseGuessable(
  { passwords, breachedPasswords }: Needs,
  password: string,
  about: readonly string[],
  least: number,
): Promise<void> {
  const { guesses, isPersonal } = await passwords.judge(password, about)
  if (guesses < least) throw new ProblemError(isPersonal ? 'password_too_personal' : 'password_too_common')
  if (await breachedPasswords.has(password)) throw new ProblemError('password_leaked')
}

/** What others know of a member or user, and try first as their password. */
export function wordsAbout(ctx: Context, subjectId: string): Promise<string[]> {
  return asServer(ctx, (client) => callFunction<string[]>(client, 'auth.words_about', subjectId))
}
