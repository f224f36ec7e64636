import { maskCardNo } from '@mps/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { asAdmin, asMember } from '../../../src/db/transactions.ts'
import { aCard, aMember, type Card, type Member } from '../../support/builders.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../../support/test-database.ts'

let database: TestDatabase
let member: Member
let card: Card
beforeAll(async () => {
  database = await createTestDatabase()
  member = await aMember(database, { phone: '+886912345678', email: 'mei-hua@example.com' })
  card = await aCard(database, { ownerId: member.memberId })
  await aCard(database, { ownerId: (await aMember(database)).memberId })
})
afterAll(() => database.drop())

type MaskedMember = { id: string; phone: string | null; email: string | null }

it('masks phones, e-mails and card numbers, and keeps what is missing missing', async () => {
  await asAdmin(database.admin, PLATFORM_ADMIN, async (client) => {
    const members = await client.query<MaskedMember>('select id, phone, email from app.masked_members order by created_at')
    expect(members.rows).toMatchObject([
      { id: member.memberId, phone: '+886••••78', email: 'm••••@example.com' },
      { phone: null, email: null },
    ])
    const cards = await client.query<{ card_no: string }>('select card_no from app.masked_cards where id = $1', [card.cardId])
    expect(cards.rows).toEqual([{ card_no: maskCardNo(card.cardNo) }])
  })
})

it('shows a member no more rows than the tables do', async () => {
  await asMember(database.admin, member.memberId, async (client) => {
    expect((await client.query('select id from app.masked_members')).rows).toEqual([{ id: member.memberId }])
    expect((await client.query('select id from app.masked_cards')).rows).toEqual([{ id: card.cardId }])
  })
})
