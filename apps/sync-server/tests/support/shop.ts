import type pg from 'pg'
import { aCard, aDevice, aMember, aMerchant, type CardOptions, type Device, type Merchant } from './builders.ts'
import type { TestDatabase } from './test-database.ts'
import type { TestServer } from './test-server.ts'
import { aCode, type ScannedCode, Till } from './till.ts'

export type Shop = { merchant: Merchant; till: Till; device: Device }

/** A shop with one paired till. */
export async function aShop(database: TestDatabase, server: TestServer, policy?: Record<string, unknown>): Promise<Shop> {
  const merchant = await aMerchant(database, policy ? { policy } : {})
  const device = await aDevice(database, server, merchant)
  return { merchant, device, till: new Till(device) }
}

/** Gives a shop a time zone whose midnight is hours away, for tests that count a day and may not see it end. */
export async function keepFromMidnight(pool: pg.Pool, { merchantId }: Merchant): Promise<void> {
  const zone = [22, 23, 0, 1].includes(new Date().getUTCHours()) ? 'Asia/Taipei' : 'UTC'
  await pool.query('update app.merchants set time_zone = $2 where id = $1', [merchantId, zone])
}

export type Payer = { memberId: string; cardId: string; cardNo: string; code(): Promise<ScannedCode> }

/** A member with one card, who can show codes. */
export async function aPayer(database: TestDatabase, server: TestServer, card: Omit<CardOptions, 'ownerId'> = {}): Promise<Payer> {
  const { memberId } = await aMember(database)
  const { cardId, cardNo } = await aCard(database, { ownerId: memberId, balance: 1000_00, ...card })
  return { memberId, cardId, cardNo, code: () => aCode(server, memberId, cardId) }
}

export type CardRow = { balance: number; points: number; level: number | null; discount: number }

/** Money in minor units, discount in thousandths. */
export async function cardRow(pool: pg.Pool, cardId: string): Promise<CardRow> {
  const { rows } = await pool.query<CardRow>(
    'select (balance * 100)::bigint as balance, points, level, (discount_rate * 1000)::int as discount from app.member_cards where id = $1',
    [cardId],
  )
  return rows[0]!
}

/** What app.verify_ledger finds wrong: nothing. */
export async function ledgerFaults(pool: pg.Pool): Promise<unknown[]> {
  const { rows } = await pool.query('select * from app.verify_ledger()')
  return rows
}

/** Makes a code look as if it had been issued earlier, for charges of a while ago. */
export async function ageCode(pool: pg.Pool, code: ScannedCode, ms: number): Promise<void> {
  await pool.query(
    `update app.card_qr_history set valid_from = valid_from - make_interval(secs => $2 / 1000.0), issued_at = issued_at - make_interval(secs => $2 / 1000.0),
       expires_at = expires_at - make_interval(secs => $2 / 1000.0) where qr_hash = decode($1, 'hex')`,
    [code.codeHash, ms],
  )
}
