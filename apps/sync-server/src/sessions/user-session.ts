import type { UserMerchant, UserRefreshRequest, UserSession, UserSignIn } from '@mps/shared'
import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'
import { authenticate, refuseSignIn } from './authenticate.ts'
import { type OpenSession, refreshSession, startSession, tokenAnswer } from './open-session.ts'
import { requireSecondFactor } from './second-factor.ts'

/**
 * Signs a platform admin, a manager or a cashier in. An admin becomes one by a second factor; without, the session is good for nothing but
 * enrolling one. Who names a merchant acts for it, an admin too.
 */
export async function signInUser(ctx: Context, request: UserSignIn): Promise<UserSession> {
  const account = await authenticate(ctx, 'user', request)
  await requireSecondFactor(ctx, account, request)
  const merchants = await merchantsOf(ctx, account.id)
  const { merchantId } = request
  const isAdmin = account.isAdmin && merchantId === undefined
  const mayAct = isAdmin && (account.totp !== null || !ctx.config.requireAdminSecondFactor)
  const merchant = isAdmin ? undefined : chosen(merchants, merchantId)
  if (!isAdmin && !merchant) await refuseSignIn(ctx, 'user', account.id, 'forbidden')
  const session = await startSession(ctx, {
    kind: mayAct ? 'admin' : 'user',
    subjectId: account.id,
    merchantId: merchant?.id ?? null,
    attemptKey: account.attemptKey,
  })
  return userSession(
    ctx,
    session,
    { login: account.label, name: account.name, isAdmin: account.isAdmin, hasTotp: account.totp !== null },
    merchants,
  )
}

/** Goes on with a session by its refresh token; a user of several merchants may name another one. */
export async function refreshUser(ctx: Context, request: UserRefreshRequest): Promise<UserSession> {
  const session = await refreshSession(ctx, ['user', 'admin'], request.refresh_token, request.merchantId ?? null)
  const [profile, merchants] = await Promise.all([profileOf(ctx, session.subjectId), merchantsOf(ctx, session.subjectId)])
  return userSession(ctx, session, profile, merchants)
}

type Profile = { login: string; name: string; isAdmin: boolean; hasTotp: boolean }

async function userSession(ctx: Context, session: OpenSession, profile: Profile, merchants: UserMerchant[]): Promise<UserSession> {
  const merchant = merchants.find(({ id }) => id === session.merchantId) ?? null
  const claims = merchant ? { merchantId: merchant.id, role: merchant.role } : {}
  return {
    ...(await tokenAnswer(ctx, session, claims)),
    kind: session.kind === 'admin' ? 'admin' : 'user',
    user: { id: session.subjectId, login: profile.login, name: profile.name },
    merchant,
    merchants,
    mustEnrolSecondFactor: profile.isAdmin && !profile.hasTotp && ctx.config.requireAdminSecondFactor,
  }
}

function chosen(merchants: UserMerchant[], merchantId: string | undefined): UserMerchant | undefined {
  return merchantId === undefined ? merchants[0] : merchants.find(({ id }) => id === merchantId)
}

async function merchantsOf(ctx: Context, userId: string): Promise<UserMerchant[]> {
  return asServer(ctx, async (client) => {
    const { rows } = await client.query<{ merchants: UserMerchant[] }>('select auth.merchants_of_user($1) as merchants', [userId])
    return rows[0]?.merchants ?? []
  })
}

async function profileOf(ctx: Context, userId: string): Promise<Profile> {
  return asServer(ctx, async (client) => {
    const { rows } = await client.query<Profile>(
      'select login, name, is_admin as "isAdmin", has_totp as "hasTotp" from auth.user_account($1)',
      [userId],
    )
    if (!rows[0]) throw new ProblemError('unauthenticated')
    return rows[0]
  })
}
