import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anApproval } from '../support/money.ts'
import { holdLock } from '../support/lock-queue.ts'
import { aPayer, aShop, cardRow, ledgerFaults, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import type { Made } from '../support/till.ts'
import { managerToken } from '../support/tokens.ts'

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

type Late = { shop: Shop; payer: Payer; chargeId: string; again: Made; token: string; approvals: Record<'write-off' | 'debt', string> }
type End = 'charged_again' | 'written_off' | 'member_debt'

/**
 * A charge of 100.00 that was taken offline on a card with 50.00 and declined, a charge again of 40.00, and approvals for the other ends.
 * A lost code is one that the database forgot: the charge came without its text and names no card, the charge again brings it.
 */
async function aLateDecline({ isCodeLost }: { isCodeLost: boolean }): Promise<Late> {
  const shop = await aShop(database, server)
  const { merchantId } = shop.merchant
  await database.owner.query(`update app.merchants set late_decline_policy = 'merchant_bears' where id = $1`, [merchantId])
  const payer = await aPayer(database, server, { balance: 50_00 })
  const code = await payer.code()
  if (isCodeLost) {
    // As after a restore, which tells of the time that it has lost.
    await database.owner.query(`insert into app.ledger_gaps (lost_from, lost_until) values (now() - interval '1 hour', now())`)
    await database.owner.query(`delete from app.card_qr_state where card_id = $1`, [payer.cardId])
    await database.owner.query(`delete from app.card_qr_history where card_id = $1`, [payer.cardId])
  }
  // Late by when it was recorded, and within the life of a code of now by when it was scanned: clocks may differ by two minutes.
  const charge = await shop.till.charge(code, { agoMs: 150_000, scannedAgoMs: 60_000, withoutCode: isCodeLost })
  const [outcome] = await shop.till.send(server, [charge])
  expect(outcome).toMatchObject({ state: 'declined', code: isCodeLost ? 'code_unknown' : 'offline_limit_exceeded' })
  await database.owner.query(`update app.merchants set late_decline_policy = 'member_debt' where id = $1`, [merchantId])
  const { scannedAt } = JSON.parse(charge.body) as { scannedAt: string }
  return {
    shop,
    payer,
    chargeId: charge.id,
    again: await shop.till.charge(code, { amount: 40_00, retryOf: charge.id, fields: { scannedAt } }),
    token: await managerToken(server, shop.merchant),
    approvals: {
      'write-off': (await anApproval(database.owner, shop.merchant, 'write_off', charge.id)).approvalId,
      debt: (await anApproval(database.owner, shop.merchant, 'member_debt', charge.id)).approvalId,
    },
  }
}

/** Tries an end of a late decline; resolves with whether it came about. */
const TRY: Record<End, (late: Late) => Promise<boolean>> = {
  charged_again: async ({ shop, again }) => (await shop.till.send(server, [again], { live: true }))[0]!.state === 'settled',
  written_off: (late) => resolve(late, 'write-off'),
  member_debt: (late) => resolve(late, 'debt'),
}

async function resolve({ token, chargeId, approvals }: Late, what: 'write-off' | 'debt'): Promise<boolean> {
  const body = { reason: 'race', approvalId: approvals[what] }
  return (await server.call(`/v1/merchant/late-declines/${chargeId}/${what}`, { token, body })).status === 200
}

/** Lets the ends queue for one lock in this order, and tells which of them came about. */
async function race(late: Late, lockId: string, order: readonly End[]): Promise<End[]> {
  await late.shop.till.signIn()
  const queue = await holdLock(database.owner, lockId)
  const tries: Promise<boolean>[] = []
  for (const end of order) await queue.joins(() => tries.push(TRY[end](late)))
  await queue.letGo()
  const results = await Promise.all(tries)
  return order.filter((_, i) => results[i])
}

async function stateOf(late: Late): Promise<unknown> {
  const { rows } = await database.owner.query<{ state: string }>('select state from app.late_declines where charge_id = $1', [
    late.chargeId,
  ])
  return rows[0]!.state
}

describe('a charge again, a debt and a write-off at once end in exactly one', () => {
  const ORDERS: End[][] = [
    ['charged_again', 'written_off', 'member_debt'],
    ['written_off', 'member_debt', 'charged_again'],
    ['member_debt', 'charged_again', 'written_off'],
  ]
  it.each(ORDERS)('which is the first: %s, before %s and %s', async (...order) => {
    const late = await aLateDecline({ isCodeLost: false })
    expect(await race(late, late.payer.cardId, order)).toEqual([order[0]])
    expect(await stateOf(late)).toBe(order[0])
    expect((await cardRow(database.owner, late.payer.cardId)).balance).toBe(order[0] === 'charged_again' ? 10_00 : 50_00)
  })
})

describe('a late decline whose code the database does not know', () => {
  // No card is known to both, so that the merchant's lock is where they meet; a charge that asked for its code's signature queues anew.
  it.each<[End, End]>([
    ['written_off', 'charged_again'],
    ['charged_again', 'written_off'],
  ])('ends in exactly one: %s, before %s', async (...order) => {
    const late = await aLateDecline({ isCodeLost: true })
    const ended = await race(late, late.shop.merchant.merchantId, order)
    expect(ended).toHaveLength(1)
    expect(await stateOf(late)).toBe(ended[0])
    expect((await cardRow(database.owner, late.payer.cardId)).balance).toBe(ended[0] === 'charged_again' ? 10_00 : 50_00)
  })

  it('may still be charged again when the code is known by its signature', async () => {
    const late = await aLateDecline({ isCodeLost: true })
    expect(await TRY.charged_again(late)).toBe(true)
    expect(await resolve(late, 'write-off')).toBe(false)
    expect(await stateOf(late)).toBe('charged_again')
  })

  it('is nobody’s debt', async () => {
    expect(await TRY.member_debt(await aLateDecline({ isCodeLost: true }))).toBe(false)
  })
})

it('leaves the ledger whole', async () => {
  expect(await ledgerFaults(database.owner)).toEqual([])
})
