import type { BeginTotp, ChangePassword, RemoveTotp, SessionList, TotpEnrolment } from '@mps/shared'
import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'
import { type Account, authenticate, type Realm } from './authenticate.ts'
import { hashNewPassword, wordsAbout } from './chosen-secrets.ts'
import { excuseAttempt, requireSecondFactor, takeStep } from './second-factor.ts'
import { newTotp, stepOf } from './totp.ts'

/** Whoever is signed in with a session, as their access token says. */
export type Holder = { realm: Realm; subjectId: string; sessionId: string }

/** A new password for the old one; whoever else was signed in with the old one is not any more. */
export async function changePassword(ctx: Context, holder: Holder, { password, newPassword }: ChangePassword): Promise<void> {
  await passwordAgain(ctx, holder, password)
  const hash = await hashNewPassword(ctx, newPassword, await wordsAbout(ctx, holder.subjectId))
  const values = [holder.realm, holder.subjectId, hash, holder.sessionId]
  await asServer(ctx, (client) => client.query('select auth.change_password($1, $2, $3, $4)', values))
  ctx.revocations.forget()
}

/** Begins to enrol an authenticator app, which replaces one that was begun and not confirmed. */
export async function beginTotp(ctx: Context, holder: Holder, { password }: BeginTotp): Promise<TotpEnrolment> {
  const account = await passwordAgain(ctx, holder, password)
  const { secret, uri, recoveryCodes, sealedSecret, recoveryHashes } = newTotp(ctx.keys, account.id, account.label)
  await asServer(ctx, (client) => client.query('select auth.begin_totp($1, $2, $3)', [account.id, sealedSecret, recoveryHashes]))
  return { secret, uri, recoveryCodes }
}

/** Confirms it with the first code that the app shows; the other sessions, opened without it, end. */
export async function confirmTotp(ctx: Context, { subjectId, sessionId }: Holder, code: string): Promise<void> {
  const pending = await asServer(ctx, async (client) => {
    const { rows } = await client.query<{ sealed_secret: Buffer; is_confirmed: boolean }>('select * from auth.pending_totp($1)', [
      subjectId,
    ])
    return rows[0]
  })
  if (!pending || pending.is_confirmed) throw new ProblemError('state_conflict')
  const step = stepOf(ctx.keys, subjectId, pending.sealed_secret, code)
  const isTaken = step !== null && (await takeStep(ctx, subjectId, step, { keepSessionId: sessionId }))
  if (!isTaken) throw new ProblemError('second_factor_wrong')
  ctx.revocations.forget()
}

/** Removes the second factor, for the password and a code of it. */
export async function removeTotp(ctx: Context, holder: Holder, { password, ...factor }: RemoveTotp): Promise<void> {
  const account = await passwordAgain(ctx, holder, password)
  if (!account.totp) throw new ProblemError('not_found')
  await requireSecondFactor(ctx, account, factor)
  await asServer(ctx, (client) => client.query('select auth.remove_totp($1, $2)', [account.id, holder.sessionId]))
  ctx.revocations.forget()
}

export async function listSessions(ctx: Context, { subjectId, sessionId }: Holder): Promise<SessionList> {
  return asServer(ctx, async (client) => {
    const { rows } = await client.query<SessionList>('select auth.list_sessions($1, $2) as sessions', [subjectId, sessionId])
    return { sessions: rows[0]?.sessions ?? [] }
  })
}

/** The password once more, before anything of the account changes: an unlocked screen is not its owner. Wrong ones count as failed sign-ins. */
async function passwordAgain(ctx: Context, { realm, subjectId }: Holder, password: string): Promise<Account> {
  const login = await asServer(ctx, async (client) => {
    const { rows } = await client.query<{ name: string | null }>('select auth.sign_in_name($1, $2) as name', [realm, subjectId])
    return rows[0]?.name ?? ''
  })
  const account = await authenticate(ctx, realm, { login, password })
  await excuseAttempt(ctx, account)
  return account
}
