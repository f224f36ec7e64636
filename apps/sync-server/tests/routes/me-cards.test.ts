import { MemberCards, MemberTransactions, Problem, uuidv7 } from '@mps/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enrolment } from '../../src/admin/enrol.ts'
import { asMember } from '../../src/db/transactions.ts'
import { aCard, aMember, type Member } from '../support/builders.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts'
import { memberToken } from './me-token.ts'

describe('a member’s cards and transactions', () => {
  let database: TestDatabase
  let server: TestServer
  let member: Member
  let token: string

  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startTestServer(database.appUrl)
    member = await aMember(database)
    token = await memberToken(server, member)
  })
  afterAll(async () => {
    await server.stop()
    await database.drop()
  })

  const enrol = () => enrolment(database.admin, PLATFORM_ADMIN)
  const cardsOf = async (bearer: string) => MemberCards.parse((await server.call('/v1/me/cards', { token: bearer })).body)
  const transactions = (cardId: string, query = '', bearer = token) =>
    server.call(`/v1/me/cards/${cardId}/transactions${query}`, { token: bearer })
  const withoutId = (answer: Answer) => ({ ...Problem.parse(answer.body), requestId: '' })

  it('shows every card the member owns or is bound to, with role, balance and whether it may pay', async () => {
    const other = await aMember(database)
    const own = await aCard(database, { ownerId: member.memberId, cardType: 'prepaid', balance: 123_45 })
    const shared = await aCard(database, { ownerId: other.memberId, cardType: 'corporate', balance: 500_00 })
    await enrol().bind(shared.cardId, member.memberId, 'viewer')
    const frozen = await aCard(database, { ownerId: member.memberId })
    await asMember(database.admin, member.memberId, (client) => client.query('select app.freeze_card($1)', [frozen.cardId]))
    const { cards, currency } = await cardsOf(token)
    expect(currency).toBe('TWD')
    const byId = new Map(cards.map((card) => [card.id, card]))
    expect(byId.get(own.cardId)).toMatchObject({ cardNo: own.cardNo, role: 'owner', balance: 123_45, mayPay: true, level: 1 })
    expect(byId.get(own.cardId)).toMatchObject({ limitPerCharge: null, limitPerDay: null, hasBindingPassword: false })
    expect(byId.get(shared.cardId)).toMatchObject({ hasBindingPassword: null })
    expect(byId.get(shared.cardId)).toMatchObject({ role: 'viewer', balance: 500_00, discount: 850, mayPay: false, level: null })
    expect(byId.get(frozen.cardId)).toMatchObject({ status: 'frozen', mayPay: false })
  })

  it('shows no card of another member', async () => {
    const other = await aMember(database)
    const card = await aCard(database, { ownerId: other.memberId })
    const seen = await cardsOf(token)
    expect(seen.cards.map(({ id }) => id)).not.toContain(card.cardId)
    expect((await cardsOf(await memberToken(server, other))).cards.map(({ id }) => id)).toEqual([card.cardId])
  })

  it('pages through the transactions, the newest first, without a gap or a repeat', async () => {
    const card = await aCard(database, { ownerId: member.memberId })
    for (let i = 1; i <= 7; i++) await enrol().recharge(card.cardId, i * 100)
    const amounts: number[] = []
    const sizes: number[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page = MemberTransactions.parse((await transactions(card.cardId, `?limit=3${cursor && `&cursor=${cursor}`}`)).body)
      sizes.push(page.transactions.length)
      amounts.push(...page.transactions.map(({ finalAmount }) => finalAmount))
      cursor = page.next
    }
    expect(sizes).toEqual([3, 3, 1])
    expect(amounts).toEqual([700, 600, 500, 400, 300, 200, 100])
  })

  it('tells no more of a transaction than its contract has', async () => {
    const card = await aCard(database, { ownerId: member.memberId, balance: 100 })
    const { body } = await transactions(card.cardId)
    const [first] = body['transactions'] as Record<string, unknown>[]
    const contract = MemberTransactions.shape.transactions.element.shape
    expect(Object.keys(first ?? {}).toSorted()).toEqual(Object.keys(contract).toSorted())
  })

  it('refuses a cursor that is not its own, and a limit out of bounds', async () => {
    const card = await aCard(database, { ownerId: member.memberId })
    const made = (at: string, id: string) => `?cursor=${Buffer.from(JSON.stringify({ at, id })).toString('base64url')}`
    const id = uuidv7()
    const wrong = ['?cursor=nonsense', made('2026-02-31T00:00:00Z', id), made('0000-01-01T00:00:00Z', id), made('infinity', id)]
    for (const query of [...wrong, made('2026-02-01T00:00:00Z', 'x'), '?limit=0', '?limit=101', '?limit=x', '?other=1']) {
      const answer = await transactions(card.cardId, query)
      expect(`${query} ${answer.status}`).toBe(`${query} 422`)
      expect(Problem.parse(answer.body).errors?.length).toBeGreaterThan(0)
    }
  })

  it('answers for a card of another member as for one that does not exist', async () => {
    const other = await aMember(database)
    const foreign = await aCard(database, { ownerId: other.memberId, balance: 100 })
    const unknown = await transactions(uuidv7())
    expect(unknown.status).toBe(404)
    expect(withoutId(await transactions(foreign.cardId))).toEqual(withoutId(unknown))
    expect(withoutId(await transactions('not-an-id'))).toEqual(withoutId(unknown))
  })
})
