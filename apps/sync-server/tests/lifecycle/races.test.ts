import { afterAll, beforeAll, expect, it } from 'vitest'
import { byAdmin, byMember, stateOf } from '../support/as-actor.ts'
import { aCard, aDevice, aMember } from '../support/builders.ts'
import { aPayer, aShop, cardRow, ledgerFaults, type Payer } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { aCode, type Outcome, someCodes, Till } from '../support/till.ts'

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

/** Several tills charge one card while something happens to it. */
async function chargeWhile(payer: Payer, happens: () => Promise<unknown>, count = 12): Promise<Outcome[]> {
  const { merchant } = await aShop(database, server)
  const codes = await someCodes(server, payer.memberId, payer.cardId, count)
  const tills = await Promise.all(Array.from({ length: 4 }, async () => new Till(await aDevice(database, server, merchant))))
  await Promise.all(tills.map((till) => till.signIn()))
  const happening: Promise<unknown>[] = []
  const sending: Promise<Outcome[]>[] = []
  for (const [i, code] of codes.entries()) {
    // A till makes one entry after another; what it sends is under way beside it.
    const till = tills[i % tills.length]!
    const charge = await till.charge(code, { amount: 10_00 })
    sending.push(till.send(server, [charge], { live: true }))
    if (i === Math.floor(count / 3)) happening.push(happens())
  }
  await Promise.all(happening)
  const outcomes = await Promise.all(sending)
  return outcomes.flat()
}

const settled = (outcomes: Outcome[]) => outcomes.filter(({ state }) => state === 'settled').length
const refusals = (outcomes: Outcome[]) => [...new Set(outcomes.flatMap(({ state, code }) => (state === 'settled' ? [] : [code ?? state])))]

it.each([1, 2, 3])('takes for a frozen card what was scanned before, and nothing else (%i)', async () => {
  const payer = await aPayer(database, server, { balance: 1000_00 })
  const outcomes = await chargeWhile(payer, () => byMember(database, payer.memberId)('app.freeze_card($1)', payer.cardId))
  expect(refusals(outcomes).filter((code) => !['code_revoked', 'card_frozen'].includes(code))).toEqual([])
  expect((await cardRow(database.owner, payer.cardId)).balance).toBe(1000_00 - settled(outcomes) * 10_00)
  // No code of it is left alive, however the freeze fell among the issuing.
  expect(await stateOf(aCode(server, payer.memberId, payer.cardId))).toBe('MP010')
  const { rows } = await database.owner.query(
    'select 1 from app.card_qr_history where card_id = $1 and revoked_at is null and spent_by is null',
    [payer.cardId],
  )
  expect(rows).toEqual([])
})

it.each([1, 2, 3])('settles charges of the old card’s codes on the one that replaces it, and loses no cent (%i)', async () => {
  const payer = await aPayer(database, server, { balance: 1000_00 })
  const replace = () => byMember(database, payer.memberId)<string>('app.replace_card($1, $2)', payer.cardId, 'in the middle')
  let successor = ''
  const outcomes = await chargeWhile(payer, async () => (successor = await replace()))
  expect(refusals(outcomes).filter((code) => !['code_revoked', 'card_closed'].includes(code))).toEqual([])
  const [before, after] = [await cardRow(database.owner, payer.cardId), await cardRow(database.owner, successor)]
  expect(before).toMatchObject({ balance: 0, points: 0 })
  expect(after).toMatchObject({ balance: 1000_00 - settled(outcomes) * 10_00, points: settled(outcomes) * 10 })
  expect(await ledgerFaults(database.owner)).toEqual([])
})

it('settles a charge that waited for the replacement on the successor', async () => {
  const { till } = await aShop(database, server)
  await till.signIn()
  const payer = await aPayer(database, server, { balance: 100_00 })
  const charge = await till.charge(await payer.code(), { amount: 60_00, scannedAgoMs: 1000 })
  const holder = await database.owner.connect()
  await holder.query('begin')
  await holder.query('select sec.lock_multiple_cards($1)', [[payer.cardId]])
  const replacing = byAdmin(database)<string>('app.replace_card($1, $2)', payer.cardId, 'damaged')
  const sending = till.send(server, [charge])
  await holder.query('commit')
  holder.release()
  const [successor, [outcome]] = await Promise.all([replacing, sending])
  expect(outcome).toMatchObject({ state: 'settled' })
  expect((await cardRow(database.owner, payer.cardId)).balance + (await cardRow(database.owner, successor)).balance).toBe(40_00)
  expect(await ledgerFaults(database.owner)).toEqual([])
})

it('replaces a card once when two ask at the same moment', async () => {
  const { memberId } = await aMember(database)
  const { cardId } = await aCard(database, { ownerId: memberId, balance: 80_00 })
  const verdicts = await Promise.all(
    [1, 2, 3].map(() => stateOf(byMember(database, memberId)('app.replace_card($1, $2)', cardId, 'twice'))),
  )
  expect(verdicts.toSorted()).toEqual(['MP003', 'MP003', 'ok'])
  expect(await ledgerFaults(database.owner)).toEqual([])
})

it.each([1, 2, 3])('declines what a member shows after a suspension that falls into a set, on all their cards (%i)', async () => {
  const payer = await aPayer(database, server, { balance: 1000_00 })
  const outcomes = await chargeWhile(payer, () => byAdmin(database)('app.admin_suspend_member($1, $2)', payer.memberId, 'fraud'))
  expect(refusals(outcomes).filter((code) => !['code_revoked', 'member_inactive'].includes(code))).toEqual([])
  expect((await cardRow(database.owner, payer.cardId)).balance).toBe(1000_00 - settled(outcomes) * 10_00)
})

it('leaves no live code where freezing and issuing meet', async () => {
  const payer = await aPayer(database, server)
  const issuing = Array.from({ length: 20 }, () => stateOf(aCode(server, payer.memberId, payer.cardId)))
  await Promise.all([...issuing, byMember(database, payer.memberId)('app.freeze_card($1)', payer.cardId)])
  const { rows } = await database.owner.query('select 1 from app.card_qr_history where card_id = $1 and revoked_at is null', [payer.cardId])
  expect(rows).toEqual([])
})
