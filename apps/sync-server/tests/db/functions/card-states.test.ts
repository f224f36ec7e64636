import { afterAll, beforeAll, expect, it } from 'vitest'
import { auditOf, byAdmin, byMember, byServer, stateOf } from '../../support/as-actor.ts'
import { aCard, aMember, type Card, type Member } from '../../support/builders.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../../support/test-database.ts'

let database: TestDatabase
let owner: Member
beforeAll(async () => {
  database = await createTestDatabase()
  owner = await aMember(database)
})
afterAll(() => database.drop())

const aFreshCard = (balance = 0) => aCard(database, { ownerId: owner.memberId, balance })
const statusOf = async ({ cardId }: Card) => {
  const { rows } = await database.owner.query<{ status: string; blocked: boolean }>(
    'select status, blocked_at is not null as blocked from app.member_cards where id = $1',
    [cardId],
  )
  return rows[0]
}
async function boundWithRole(card: Card, role: string): Promise<Member> {
  const member = await aMember(database)
  await byAdmin(database)('app.bind_member_to_card($1, $2, $3)', card.cardId, member.memberId, role)
  return member
}

it.each(['app.freeze_card($1)', 'app.unfreeze_card($1)', 'app.report_card_lost($1)'])(
  'lets owner, admin of the card and platform admin call %s, and nobody else',
  async (text) => {
    const card = await aFreshCard()
    const people = {
      admin: await boundWithRole(card, 'admin'),
      member: await boundWithRole(card, 'member'),
      viewer: await boundWithRole(card, 'viewer'),
    }
    const stranger = await aMember(database)
    const states: Record<string, string> = {}
    for (const [role, { memberId }] of Object.entries({ ...people, stranger, owner })) {
      const fresh = text.includes('unfreeze')
      await database.owner.query(
        `update app.member_cards set status = $2::text::app.card_status, blocked_at = case when $2::text = 'frozen' then now() end where id = $1`,
        [card.cardId, fresh ? 'frozen' : 'active'],
      )
      states[role] = await stateOf(byMember(database, memberId)(text, card.cardId))
    }
    expect(states).toEqual({ admin: 'ok', member: 'MP002', viewer: 'MP002', stranger: 'MP001', owner: 'ok' })
    expect(await stateOf(byMember(database, owner.memberId)(text, '01890000-0000-7000-8000-0000000000ff'))).toBe('MP001')
  },
)

it('keeps a platform’s freeze from the members, on top of theirs too', async () => {
  const card = await aFreshCard()
  const me = byMember(database, owner.memberId)
  await me('app.freeze_card($1)', card.cardId)
  const since = await statusOf(card)
  await byAdmin(database)('app.freeze_card($1, $2)', card.cardId, 'reported by the bank')
  expect(await stateOf(me('app.unfreeze_card($1)', card.cardId))).toBe('MP002')
  expect(await stateOf(me('app.replace_card($1, $2)', card.cardId, 'around the freeze'))).toBe('MP002')
  await byAdmin(database)('app.unfreeze_card($1)', card.cardId)
  expect([since?.status, (await statusOf(card))?.status]).toEqual(['frozen', 'active'])
})

it('audits a freeze with who, before, after and why', async () => {
  const card = await aFreshCard()
  await byAdmin(database)('app.freeze_card($1, $2)', card.cardId, 'court order')
  const row = (await auditOf(database, card.cardId)).at(-1)
  expect(row).toMatchObject({
    action: 'card.frozen',
    actor_user_id: PLATFORM_ADMIN,
    context: { before: { status: 'active' }, after: { status: 'frozen', byPlatform: true }, reason: 'court order' },
  })
})

it('closes an empty card for good, and no card that holds money', async () => {
  const [empty, full] = [await aFreshCard(), await aFreshCard(1_00)]
  const me = byMember(database, owner.memberId)
  expect(await stateOf(me('app.close_card($1)', full.cardId))).toBe('MP053')
  await me('app.close_card($1)', empty.cardId)
  await me('app.close_card($1)', empty.cardId)
  expect(await statusOf(empty)).toEqual({ status: 'closed', blocked: true })
  for (const text of [
    'app.freeze_card($1)',
    'app.report_card_lost($1)',
    `app.replace_card($1, 'x')`,
    `app.set_binding_password($1, 'x')`,
  ]) {
    expect([text, await stateOf(me(text, empty.cardId))]).toEqual([text, 'MP003'])
  }
})

it('gives cards whose time is over their status, once, and leaves the others alone', async () => {
  const [over, frozen, later] = [await aFreshCard(), await aFreshCard(), await aFreshCard()]
  await byAdmin(database)('app.freeze_card($1)', frozen.cardId)
  await database.owner.query(`update app.member_cards set expires_at = now() - interval '1 minute' where id = any ($1)`, [
    [over.cardId, frozen.cardId],
  ])
  await database.owner.query(`update app.member_cards set expires_at = now() + interval '1 minute' where id = $1`, [later.cardId])
  expect(await byServer(database)('app.expire_cards()')).toBe(1)
  expect(await byServer(database)('app.expire_cards()')).toBe(0)
  expect([(await statusOf(over))?.status, (await statusOf(frozen))?.status, (await statusOf(later))?.status]).toEqual([
    'expired',
    'frozen',
    'active',
  ])
  expect((await auditOf(database, over.cardId)).at(-1)?.action).toBe('card.expired')
})

it('issues each type by its own rules and refuses what contradicts them', async () => {
  const issue = (type: string, discount: string | null, balance: number, expiresAt: string | null = null) =>
    stateOf(byAdmin(database)('app.issue_card($1, $2, $3, $4, $5)', owner.memberId, type, discount, balance, expiresAt))
  const verdicts = [
    await issue('standard', null, 0),
    await issue('prepaid', null, 0, '2099-01-01T00:00:00Z'),
    await issue('corporate', '0.850', 0),
    await issue('voucher', null, 500_00),
    await issue('corporate', null, 0),
    await issue('standard', '0.850', 0),
    await issue('standard', null, 500_00),
    await issue('voucher', null, 0),
    await issue('prepaid', null, 0, '2020-01-01T00:00:00Z'),
  ]
  expect(verdicts).toEqual(['ok', 'ok', 'ok', 'ok', 'MP055', 'MP055', 'MP023', 'MP023', 'MP055'])
  const unknown = '01890000-0000-7000-8000-0000000000ff'
  expect(await stateOf(byAdmin(database)(`app.issue_card($1, 'standard')`, unknown))).toBe('MP001')
})
