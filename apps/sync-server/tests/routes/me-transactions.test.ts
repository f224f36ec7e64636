import { MemberTransactionDetail, MemberTransactions, Problem } from '@mps/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enrolment } from '../../src/admin/enrol.ts'
import { aCard, aMember, type Card, type Member } from '../support/builders.ts'
import { aShop, type Shop } from '../support/shop.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { aCode } from '../support/till.ts'
import { memberToken } from './me-token.ts'

describe('what happened on a member’s cards', () => {
  let database: TestDatabase
  let server: TestServer
  let shop: Shop
  let owner: Member
  let guest: Member
  let shared: Card
  let own: Card

  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startTestServer(database.appUrl)
    shop = await aShop(database, server)
    owner = await aMember(database, { name: 'Owner' })
    guest = await aMember(database, { name: 'Guest' })
    shared = await aCard(database, { ownerId: owner.memberId, balance: 1000_00 })
    own = await aCard(database, { ownerId: guest.memberId, balance: 100_00 })
    await enrolment(database.admin, PLATFORM_ADMIN).bind(shared.cardId, guest.memberId, 'member')
  })
  afterAll(async () => {
    await server.stop()
    await database.drop()
  })

  /** A payment, settled or declined, by a member on a card; its entry's id and its number. */
  const pay = async (member: Member, card: Card, amount: number) => {
    const charge = await shop.till.charge(await aCode(server, member.memberId, card.cardId), { amount })
    await shop.till.send(server, [charge])
    const { rows } = await database.owner.query<{ tx_no: string }>('select tx_no from app.transactions where entry_id = $1', [charge.id])
    return { chargeId: charge.id, txNo: rows[0]!.tx_no }
  }
  const read = async (member: Member, path: string) => server.call(path, { token: await memberToken(server, member) })
  const detail = async (member: Member, txNo: string) => {
    const answer = await read(member, `/v1/me/transactions/${txNo}`)
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)])
    return MemberTransactionDetail.parse(answer.body)
  }

  it('is listed over all cards, the newest first, page by page', async () => {
    await pay(guest, own, 1_00)
    await pay(owner, shared, 2_00)
    await pay(guest, shared, 3_00)
    const amounts: number[] = []
    let cursor = ''
    do {
      const page = MemberTransactions.parse((await read(guest, `/v1/me/transactions?limit=2${cursor}`)).body)
      amounts.push(...page.transactions.map(({ finalAmount }) => finalAmount))
      cursor = page.next === null ? '' : `&cursor=${page.next}`
    } while (cursor)
    // The two recharges that the cards began with come last.
    expect(amounts).toEqual([3_00, 2_00, 1_00, 100_00, 1000_00])
    const [first] = MemberTransactions.parse((await read(guest, '/v1/me/transactions?limit=1')).body).transactions
    expect(first).toMatchObject({ cardId: shared.cardId, paymentMethod: 'balance', refundedAmount: 0 })
  })

  it('has details by number: shop, terminal, price, and what was given back', async () => {
    const { chargeId, txNo } = await pay(owner, shared, 80_00)
    await shop.till.send(server, [await shop.till.void(chargeId)])
    const payment = await detail(owner, txNo)
    expect(payment).toMatchObject({
      status: 'refunded',
      refundedAmount: 80_00,
      terminalLabel: expect.stringMatching(/^Till/),
      isMine: true,
    })
    const refund = await detail(owner, payment.refunds[0]!.txNo)
    expect(refund).toMatchObject({ txType: 'refund', finalAmount: 80_00, originalTxNo: txNo, reason: expect.any(String), refunds: [] })
  })

  it('says why a payment was not made', async () => {
    const { txNo } = await pay(guest, own, 5000_00)
    expect(await detail(guest, txNo)).toMatchObject({ status: 'failed', declineCode: 'insufficient_balance', cardId: own.cardId })
  })

  it('names who paid to a shared card’s owner, and to its other members only themselves', async () => {
    const byGuest = await pay(guest, shared, 4_00)
    const byOwner = await pay(owner, shared, 5_00)
    expect(await detail(owner, byGuest.txNo)).toMatchObject({ isMine: false, memberName: 'Guest' })
    expect(await detail(guest, byGuest.txNo)).toMatchObject({ isMine: true, memberName: 'Guest' })
    expect(await detail(guest, byOwner.txNo)).toMatchObject({ isMine: false, memberName: null })
  })

  it('is nobody else’s to read: a foreign number is as unknown as none', async () => {
    const { txNo } = await pay(owner, shared, 6_00)
    const stranger = await aMember(database)
    const withoutId = (body: unknown) => ({ ...Problem.parse(body), requestId: '' })
    const unknown = await read(stranger, `/v1/me/transactions/${txNo.slice(0, -2)}00`)
    expect(unknown.status).toBe(404)
    for (const number of [txNo, '2026023112345678912', '0000000000000000000', 'x', "1'--", '9'.repeat(400)]) {
      const answer = await read(stranger, `/v1/me/transactions/${encodeURIComponent(number)}`)
      expect([number, answer.status, withoutId(answer.body)]).toEqual([number, 404, withoutId(unknown.body)])
    }
    expect(MemberTransactions.parse((await read(stranger, '/v1/me/transactions')).body)).toEqual({ transactions: [], next: null })
  })
})
