import type { MemberSession, MemberSignIn } from '@mps/shared'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'
import { memberSession } from './member-session.ts'
import type { PasswordCheck } from './password-check.ts'
import type { SignInGuard } from './sign-in-guard.ts'

/** Compared with when there is no such login, so that the answer takes as long. The password to it was thrown away. */
const NOBODYS_HASH = '$2b$12$I4sPShjNIzwJj1XlDL/ZYu2NPe9vdiK4/91Mi4SoT.fvoCDMx5xgy'

type Login = { member_id: string; member_no: string; name: string; password_hash: string; status: string; locked_until: string | null }
type Needs = { ctx: Context; passwords: PasswordCheck; guard: SignInGuard }

/** Signs a member in. A wrong password and an unknown login give the same answer, and lock after as many failures. */
export function signIn(needs: Needs, { login, password }: z.infer<typeof MemberSignIn>): Promise<MemberSession> {
  return needs.guard.inLine(login, async () => {
    const found = await findLogin(needs.ctx, login)
    return found ? knownSignIn(needs, found, password) : unknownSignIn(needs, login, password)
  })
}

async function findLogin(ctx: Context, login: string): Promise<Login | undefined> {
  return asServer(ctx, async (client) => {
    const { rows } = await client.query<Login>('select * from auth.member_login($1)', [login.trim()])
    return rows[0]
  })
}

async function knownSignIn({ ctx, passwords }: Needs, found: Login, password: string): Promise<MemberSession> {
  refuseLocked(found.locked_until === null ? null : Date.parse(found.locked_until))
  const matches = await passwords.matches(password, found.password_hash)
  await asServer(ctx, (client) => client.query('select auth.member_login_result($1, $2)', [found.member_id, matches]))
  // Only who knows the password learns that the account exists and is suspended.
  if (!matches || found.status === 'deleted') throw new ProblemError('credentials_wrong')
  if (found.status !== 'active') throw new ProblemError('forbidden')
  const member = { id: found.member_id, memberNo: found.member_no, name: found.name }
  return memberSession(ctx, member, Math.floor(Date.now() / 1000))
}

async function unknownSignIn({ passwords, guard }: Needs, login: string, password: string): Promise<never> {
  refuseLocked(guard.unknownLockedUntilMs(login))
  await passwords.matches(password, NOBODYS_HASH)
  guard.unknownFailed(login)
  throw new ProblemError('credentials_wrong')
}

function refuseLocked(untilMs: number | null): void {
  const remainingMs = (untilMs ?? 0) - Date.now()
  if (remainingMs > 0) throw new ProblemError('locked_out', { retryAfterS: Math.ceil(remainingMs / 1000) })
}
