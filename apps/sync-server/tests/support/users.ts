import bcrypt from 'bcryptjs'
import { Secret, TOTP } from 'otpauth'
import { aMerchant, type Merchant } from './builders.ts'
import type { TestDatabase } from './test-database.ts'

export const PASSWORD = 'correct horse battery staple'

/** The lowest cost: tests prove nothing about bcrypt. */
const COST = 4
let made = 0

export type User = { userId: string; login: string; password: string }

async function giveLogin(database: TestDatabase, login: string, name: string, isAdmin: boolean): Promise<User> {
  const { rows } = await database.owner.query<{ id: string }>(
    'insert into auth.users (login, name, password_hash, is_platform_admin) values ($1, $2, $3, $4) returning id',
    [login, name, await bcrypt.hash(PASSWORD, COST), isAdmin],
  )
  return { userId: rows[0]!.id, login, password: PASSWORD }
}

/** A platform admin who has a password and no second factor yet. */
export function anAdminUser(database: TestDatabase): Promise<User> {
  return giveLogin(database, `root-${process.pid}-${++made}`, 'An admin', true)
}

/** A manager or cashier with a password, at a merchant. */
export async function aMerchantLogin(
  database: TestDatabase,
  role: 'manager' | 'cashier',
  merchant?: Merchant,
): Promise<User & { merchantId: string }> {
  const { merchantId } = merchant ?? (await aMerchant(database))
  const user = await giveLogin(database, `${role}-login-${process.pid}-${++made}`, `A ${role}`, false)
  await database.owner.query('insert into app.merchant_users (merchant_id, user_id, role) values ($1, $2, $3)', [
    merchantId,
    user.userId,
    role,
  ])
  return { ...user, merchantId }
}

/** What an authenticator app shows, so many steps from now. */
export function codeOfApp(secret: string, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 })
}
