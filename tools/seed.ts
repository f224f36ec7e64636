import type { CardType } from '@mps/shared'
import pg from 'pg'
import { makeDemoAdmin } from '../apps/sync-server/src/admin/demo-admin.ts'
import { type Enrolment, enrolment, enrolTogether } from '../apps/sync-server/src/admin/enrol.ts'
import { createPool } from '../apps/sync-server/src/db/pool.ts'
import type { Database } from '../apps/sync-server/src/db/transactions.ts'
import { createLogger } from '../apps/sync-server/src/logger.ts'

/** Whom the audit log names for what the seed makes. */
const SEED_ADMIN = '01890000-0000-7000-8000-0000000005ed'
const MERCHANT_CODE = 'demo'

export const STAFF = [
  { login: 'demo-mei', name: 'Mei (cashier)', role: 'cashier', pin: '1234' },
  { login: 'demo-jun', name: 'Jun (cashier)', role: 'cashier', pin: '2345' },
  { login: 'demo-lin', name: 'Lin (manager)', role: 'manager', pin: '9876', password: 'lin-demo-1' },
] as const

/** Only in a database that the start made itself: nobody's own platform gets a known password. */
export const ADMIN = { login: 'demo-admin', name: 'Demo admin', password: 'admin-demo-1' } as const

type SeedCard = { cardType: CardType; balance: number; fixedDiscount?: string; sharedWith?: string }
type SeedMember = { name: string; phone: string; email: string; password: string; cards: SeedCard[] }

/** Balances in minor units. All four card types; the corporate card is shared. */
export const MEMBERS: SeedMember[] = [
  {
    name: 'Alice Chen',
    phone: '+886900000001',
    email: 'alice@example.com',
    password: 'alice-demo',
    cards: [
      { cardType: 'standard', balance: 150_000 },
      { cardType: 'prepaid', balance: 300_000 },
    ],
  },
  {
    name: 'Bob Wang',
    phone: '+886900000002',
    email: 'bob@example.com',
    password: 'bob-demo-1',
    cards: [
      { cardType: 'corporate', balance: 2_000_000, fixedDiscount: '0.850', sharedWith: 'alice@example.com' },
      { cardType: 'voucher', balance: 50_000 },
    ],
  },
]

export type DemoShop = { merchantId: string; terminalId: string; isPaired: boolean }

/**
 * Makes the demo shop with its staff, members and cards where it is not there yet, all in one transaction, and finds it where it is. `fresh` says which.
 * Everything goes through the functions that an administrator uses.
 */
export async function seedDemoShop(ownerUrl: string, serverUrl: string, withAdmin = false): Promise<DemoShop & { fresh: boolean }> {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    // A second start at the same time waits here and finds the first one's shop.
    await owner.query('select pg_advisory_lock(4607182420)')
    const known = await findDemoShop(owner)
    if (known) return { ...known, fresh: false }
    await withDatabase(serverUrl, (db) => enrolTogether(db, SEED_ADMIN, makeDemoShop))
    if (withAdmin) await withDatabase(serverUrl, (db) => makeDemoAdmin(db, ADMIN))
    const made = await findDemoShop(owner)
    if (!made) throw new Error('The demo shop was made and cannot be found')
    return { ...made, fresh: true }
  } finally {
    await owner.end()
  }
}

/** Opens the terminal for pairing and returns the one-time code, good for ten minutes. */
export function newPairingCode(serverUrl: string, terminalId: string): Promise<string> {
  return withDatabase(serverUrl, (db) => enrolment(db, SEED_ADMIN).pairingCode(terminalId))
}

async function withDatabase<T>(serverUrl: string, use: (db: Database) => Promise<T>): Promise<T> {
  const database = { url: serverUrl, listenUrl: serverUrl, poolMax: 2, connectTimeoutMs: 5000, statementTimeoutMs: 30_000 }
  const pool = createPool(database, createLogger('silent'))
  try {
    return await use({ pool, config: { database } })
  } finally {
    await pool.end()
  }
}

async function findDemoShop(owner: pg.Client): Promise<DemoShop | null> {
  const { rows } = await owner.query<DemoShop>(
    `select m.id as "merchantId", t.id as "terminalId", t.current_epoch > 0 as "isPaired"
     from app.merchants m join app.terminals t on t.merchant_id = m.id where m.code = $1 order by t.created_at limit 1`,
    [MERCHANT_CODE],
  )
  return rows[0] ?? null
}

async function makeDemoShop(enrol: Enrolment): Promise<void> {
  const merchantId = await enrol.merchant({ code: MERCHANT_CODE, name: 'Harbour Café', feeRate: '0.0150' })
  for (const person of STAFF) await enrol.staff(merchantId, person)
  const members = new Map<string, string>()
  for (const member of MEMBERS) {
    const ownerId = await enrol.member(member)
    members.set(member.email, ownerId)
    for (const card of member.cards) await makeCard(enrol, ownerId, card, members)
  }
  await enrol.terminal(merchantId, 'Counter 1')
}

async function makeCard(enrol: Enrolment, ownerId: string, card: SeedCard, members: Map<string, string>): Promise<void> {
  const { cardType, balance, fixedDiscount = null, sharedWith } = card
  const isVoucher = cardType === 'voucher'
  const cardId = await enrol.card({ ownerId, cardType, fixedDiscount, balance: isVoucher ? balance : 0 })
  if (!isVoucher) await enrol.recharge(cardId, balance)
  const guest = sharedWith && members.get(sharedWith)
  if (guest) await enrol.bind(cardId, guest, 'member')
}
