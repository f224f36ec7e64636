import { uuidv7 } from '@mps/shared'
import { aPayer, aShop, type Payer, type Shop } from '../../support/shop.ts'
import { PLATFORM_ADMIN, type TestDatabase } from '../../support/test-database.ts'
import type { TestServer } from '../../support/test-server.ts'
import type { Role } from './matrix.ts'

/** Who asks, as the server would set it. */
export type Asker = { actor: string | null; merchant: string | null }
export type World = { askers: Record<Role, Asker> }

/**
 * Two of everything: a shop with a till, a shift, cash, a charge and a settlement, and a member with a card, each beside a stranger's. What a role may
 * see only its own of, there is both its own and another's of.
 */
export async function aWorld(database: TestDatabase, server: TestServer): Promise<World> {
  const [mine, others] = [await aBusyShop(database, server), await aBusyShop(database, server)]
  // The member once used the stranger's card, and left: what happens on it is theirs no more.
  await database.owner.query(
    `insert into app.card_bindings (card_id, member_id, role, removed_at) values ($1, $2, 'member', clock_timestamp() - interval '1 hour')`,
    [others.payer.cardId, mine.payer.memberId],
  )
  const { merchantId, managerId } = mine.shop.merchant
  return {
    askers: {
      mps_server: { actor: null, merchant: null },
      mps_terminal: { actor: mine.shop.device.terminalId, merchant: null },
      mps_member: { actor: mine.payer.memberId, merchant: null },
      mps_merchant: { actor: managerId, merchant: merchantId },
      mps_admin: { actor: PLATFORM_ADMIN, merchant: null },
    },
  }
}

async function aBusyShop(database: TestDatabase, server: TestServer): Promise<{ shop: Shop; payer: Payer }> {
  const shop = await aShop(database, server)
  const payer = await aPayer(database, server)
  const shiftId = uuidv7()
  const entries = [
    await shop.till.make('shift_open', { shiftId, float: 100_00 }),
    await shop.till.make('cash_in', { shiftId, amount: 50_00, reason: 'change' }),
    await shop.till.charge(await payer.code(), { amount: 120_00 }),
  ]
  await shop.till.send(server, entries)
  const yesterday = new Date(Date.now() - 36 * 3_600_000).toISOString().slice(0, 10)
  await database.owner.query('select app.generate_settlement($1, $2, $2)', [shop.merchant.merchantId, yesterday])
  await database.owner.query(`insert into app.member_external_identities (member_id, provider, external_id) values ($1, 'line', $2)`, [
    payer.memberId,
    `line-${payer.memberId}`,
  ])
  return { shop, payer }
}
