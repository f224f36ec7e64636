import { createHash, randomInt } from 'node:crypto'
import type { CardType } from '@mps/shared'
import bcrypt from 'bcryptjs'
import type pg from 'pg'
import { asAdmin, type Database } from '../db/transactions.ts'

export type Enrolment = ReturnType<typeof enrolmentBy>

/** Runs one database function as an administrator and returns its result. */
type Call = <T>(text: string, values: unknown[]) => Promise<T>

/** Enrolment with a transaction for each call; `adminId` is who the audit log names. */
export function enrolment(db: Database, adminId: string, bcryptCost = BCRYPT_COST): Enrolment {
  return enrolmentBy((text, values) => asAdmin(db, adminId, (client) => callOn(client, text, values)), bcryptCost)
}

/** Enrolment with all of its calls in one transaction: everything or nothing. */
export function enrolTogether<T>(db: Database, adminId: string, work: (enrol: Enrolment) => Promise<T>): Promise<T> {
  return asAdmin(db, adminId, (client) => work(enrolmentBy((text, values) => callOn(client, text, values), BCRYPT_COST)))
}

async function callOn<T>(client: pg.PoolClient, text: string, values: unknown[]): Promise<T> {
  const { rows } = await client.query<{ result: T }>(`select ${text} as result`, values)
  return rows[0]!.result
}

const BCRYPT_COST = 12

/**
 * What an administrator makes: shops, their staff and terminals, members and their cards. Used by the one-command start and the tests.
 * Each call is one database function.
 */
function enrolmentBy(one: Call, bcryptCost: number) {
  return {
    merchant: ({ code, name, timeZone = 'Asia/Taipei', feeRate = '0' }: NewMerchant) =>
      one<string>('app.create_merchant($1, $2, $3, $4)', [code, name, timeZone, feeRate]),
    policy: (merchantId: string, changes: Record<string, unknown>) =>
      one<number>('app.add_merchant_policy($1, $2)', [merchantId, JSON.stringify(changes)]),
    staff: async (merchantId: string, { login, name, role, pin, password }: NewStaff) => {
      const hashes = [await bcrypt.hash(pin, bcryptCost), password === undefined ? null : await bcrypt.hash(password, bcryptCost)]
      return one<string>('app.add_merchant_user($1, $2, $3, $4, $5, $6)', [merchantId, login, name, role, ...hashes])
    },
    terminal: (merchantId: string, label: string) => one<string>('app.create_terminal($1, $2)', [merchantId, label]),
    pairingCode: async (terminalId: string) => {
      const code = newPairingCode()
      await one('auth.new_pairing_code($1, $2)', [terminalId, createHash('sha256').update(code).digest()])
      return code
    },
    revokeTerminal: (terminalId: string, drainAllowed = true) => one('app.revoke_terminal($1, $2)', [terminalId, drainAllowed]),
    member: async ({ name, phone = null, email = null, password }: NewMember) => {
      const memberId = await one<string>('app.create_member_profile($1, $2, $3)', [name, phone, email])
      if (password) await one('auth.set_member_password($1, $2)', [memberId, await bcrypt.hash(password, bcryptCost)])
      return memberId
    },
    card: ({ ownerId, cardType, fixedDiscount = null, balance = 0, expiresAt = null }: NewCard) =>
      one<string>('app.issue_card($1, $2, $3, $4, $5)', [ownerId, cardType, fixedDiscount, balance, expiresAt]),
    recharge: (cardId: string, amountMinor: number) => one<string>(`app.user_recharge_card($1, $2, 'bank')`, [cardId, amountMinor]),
    bind: (cardId: string, memberId: string, role: string) => one('app.bind_member_to_card($1, $2, $3)', [cardId, memberId, role]),
  }
}

export type NewMerchant = { code: string; name: string; timeZone?: string; feeRate?: string }
export type NewStaff = { login: string; name: string; role: 'cashier' | 'manager'; pin: string; password?: string }
export type NewMember = { name: string; phone?: string | null; email?: string | null; password?: string }
/** `balance` in minor units, for vouchers only; `fixedDiscount` as a factor such as '0.850', for corporate cards. */
export type NewCard = {
  ownerId: string
  cardType: CardType
  fixedDiscount?: string | null
  balance?: number
  expiresAt?: string | null
}

// No 0, O, 1, I, L: the code is read out and typed.
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** A one-time code as it is read out: two groups of four. */
export function newPairingCode(): string {
  const code = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `${code.slice(0, 4)}-${code.slice(4)}`
}
