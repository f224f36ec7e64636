import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'
import { keyedHash } from './derived-keys.ts'

/** Members sign in by number, phone or e-mail; users (admins, managers, cashiers) by login. The two never meet. */
export type Realm = 'member' | 'user'

/** Compared with when there is no such login, so that the answer takes as long. The password to it was thrown away. */
const NOBODYS_HASH = '$2b$12$I4sPShjNIzwJj1XlDL/ZYu2NPe9vdiK4/91Mi4SoT.fvoCDMx5xgy'

type Found = {
  locked_until: string | null
  subject_id: string | null
  label: string
  name: string
  password_hash: string | null
  status: string
  is_admin: boolean
  sealed_secret: Buffer | null
  last_step: number | null
}

/** Somebody who has given the right password; an admin may still owe the second factor. */
export type Account = {
  realm: Realm
  id: string
  /** Member number or login. */
  label: string
  name: string
  isAdmin: boolean
  totp: { sealedSecret: Buffer; lastStep: number } | null
  /** Under which failures of this login are counted. */
  attemptKey: Buffer
}

/**
 * Compares a password. A wrong one and an unknown login make the same statements, the same bcrypt comparison and the same answer, and
 * lock after as many failures, which the database counts before the comparison, over all instances.
 */
export async function authenticate(ctx: Context, realm: Realm, { login, password }: { login: string; password: string }): Promise<Account> {
  const name = login.trim()
  const attemptKey = keyedHash(ctx.keys, 'sign-in-attempt', `${realm} ${name.toLowerCase()}`)
  const found = await beginSignIn(ctx, attemptKey, realm, name)
  if (found.locked_until !== null) throw lockedOut(found.locked_until)
  const matches = await ctx.passwords.matches(password, found.password_hash ?? NOBODYS_HASH)
  if (!matches || found.subject_id === null || found.status === 'deleted') {
    return refuseSignIn(ctx, realm, found.subject_id, 'credentials_wrong')
  }
  // Only who knows the password learns that the account exists and is suspended.
  if (found.status !== 'active') return refuseSignIn(ctx, realm, found.subject_id, 'forbidden')
  const totp = found.sealed_secret && { sealedSecret: found.sealed_secret, lastStep: found.last_step ?? 0 }
  return { realm, id: found.subject_id, label: found.label, name: found.name, isAdmin: found.is_admin, totp, attemptKey }
}

async function beginSignIn(ctx: Context, attemptKey: Buffer, realm: Realm, login: string): Promise<Found> {
  return asServer(ctx, async (client) => {
    const { rows } = await client.query<Found>('select * from auth.begin_sign_in($1, $2, $3)', [attemptKey, realm, login])
    return rows[0]!
  })
}

type Refusal = 'credentials_wrong' | 'forbidden' | 'second_factor_wrong'

/** Notes a refused sign-in for the audit trail, then refuses it. */
export async function refuseSignIn(ctx: Context, realm: Realm, subjectId: string | null, reason: Refusal): Promise<never> {
  await asServer(ctx, (client) => client.query('select auth.refuse_sign_in($1, $2, $3)', [realm, subjectId, reason]))
  throw new ProblemError(reason)
}

function lockedOut(until: string): ProblemError {
  const remainingMs = Math.max(Date.parse(until) - Date.now(), 1000)
  return new ProblemError('locked_out', { retryAfterS: Math.ceil(remainingMs / 1000) })
}
