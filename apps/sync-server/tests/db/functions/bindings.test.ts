import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asServer } from '../../../src/db/transactions.ts'
import { auditOf, byAdmin, byMember, byServer, stateOf } from '../../support/as-actor.ts'
import { aCard, aMember, type Card, type Member } from '../../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

type Attempt = { card_id: string | null; password_hash: string | null; locked_until: string | null }
const HASH = '$2b$12$stands-for-a-hash'

const begin = (memberId: string, cardNo: string) =>
  asServer(database.admin, async (client) => {
    const { rows } = await client.query<Attempt>('select * from app.begin_card_binding($1, $2)', [memberId, cardNo])
    return rows[0]!
  })
const finish = (memberId: string, card: Card, matched: boolean, hash = HASH) =>
  byServer(database)<boolean>('app.finish_card_binding($1, $2, $3, $4, $5)', memberId, card.cardNo, card.cardId, hash, matched)
const roles = async ({ cardId }: Card) => {
  const { rows } = await database.owner.query<{ member_id: string; role: string }>(
    'select member_id, role from app.card_bindings where card_id = $1 and removed_at is null',
    [cardId],
  )
  return new Map(rows.map(({ member_id, role }) => [member_id, role]))
}
async function aSharedCard(): Promise<{ owner: Member; card: Card }> {
  const owner = await aMember(database)
  const card = await aCard(database, { ownerId: owner.memberId })
  await byMember(database, owner.memberId)('app.set_binding_password($1, $2)', card.cardId, HASH)
  return { owner, card }
}
async function bound(card: Card, role: string): Promise<Member> {
  const member = await aMember(database)
  await byAdmin(database)('app.bind_member_to_card($1, $2, $3)', card.cardId, member.memberId, role)
  return member
}

describe('binding by password', () => {
  it('binds as a member once the server says that the password matches', async () => {
    const { card } = await aSharedCard()
    const guest = await aMember(database)
    expect(await begin(guest.memberId, card.cardNo)).toEqual({ card_id: card.cardId, password_hash: HASH, locked_until: null })
    expect(await finish(guest.memberId, card, true)).toBe(true)
    expect((await roles(card)).get(guest.memberId)).toBe('member')
    expect(await stateOf(finish(guest.memberId, card, true))).toBe('MP003')
  })

  it('binds nobody on a verdict of no, on a password changed meanwhile, or to a card lost meanwhile', async () => {
    const { owner, card } = await aSharedCard()
    const guest = await aMember(database)
    expect(await finish(guest.memberId, card, false)).toBe(false)
    await byMember(database, owner.memberId)('app.set_binding_password($1, $2)', card.cardId, 'another')
    expect(await finish(guest.memberId, card, true, HASH)).toBe(false)
    await byMember(database, owner.memberId)('app.report_card_lost($1)', card.cardId)
    expect(await finish(guest.memberId, card, true, 'another')).toBe(false)
    expect((await roles(card)).size).toBe(1)
    const refused = (await auditOf(database, card.cardId)).filter(({ action }) => action === 'card.binding_refused')
    expect(refused).toHaveLength(3)
  })

  it('locks a member after five attempts, however many come at once, and says the same of numbers that do not exist', async () => {
    const { card } = await aSharedCard()
    for (const cardNo of [card.cardNo, `9${randomInt(1e9)}`.padEnd(16, '0')]) {
      const guest = await aMember(database)
      const attempts = await Promise.all(Array.from({ length: 12 }, () => begin(guest.memberId, cardNo)))
      expect(attempts.filter(({ locked_until }) => locked_until === null)).toHaveLength(5)
      expect((await begin(guest.memberId, cardNo)).locked_until).not.toBeNull()
    }
  })

  it('locks a card number after ten attempts by different members, and opens it again after the time', async () => {
    const { card } = await aSharedCard()
    const guests = await Promise.all(Array.from({ length: 12 }, () => aMember(database)))
    const free = []
    for (const { memberId } of guests) free.push((await begin(memberId, card.cardNo)).locked_until === null)
    expect(free.filter(Boolean)).toHaveLength(10)
    await database.owner.query(`update auth.binding_attempts set locked_until = now() - interval '1 second' where locked_until is not null`)
    expect((await begin(guests[11]!.memberId, card.cardNo)).locked_until).toBeNull()
  })

  it('gives a member who left their limits back, a viewer their role, and an owner no more than a member’s', async () => {
    const { owner, card } = await aSharedCard()
    const [limited, viewer, second] = [await bound(card, 'member'), await bound(card, 'viewer'), await bound(card, 'owner')]
    const byOwner = byMember(database, owner.memberId)
    await byOwner(`app.update_card_binding($1, $2, 'member', 5000, 9000)`, card.cardId, limited.memberId)
    for (const { memberId } of [limited, viewer, second]) {
      await byMember(database, memberId)('app.unbind_member_from_card($1, $2)', card.cardId, memberId)
      expect(await finish(memberId, card, true)).toBe(true)
    }
    const now = await roles(card)
    expect([limited, viewer, second].map(({ memberId }) => now.get(memberId))).toEqual(['member', 'viewer', 'member'])
    const members = await byOwner<Record<string, unknown>[]>('app.card_members($1)', card.cardId)
    expect(members.find(({ memberId }) => memberId === limited.memberId)).toMatchObject({ limitPerCharge: 5000, limitPerDay: 9000 })
  })
})

describe('roles on a shared card', () => {
  it('lets owners change anybody, the card’s admin members and viewers only, the others nobody', async () => {
    const { owner, card } = await aSharedCard()
    const people = { owner, admin: await bound(card, 'admin'), member: await bound(card, 'member'), viewer: await bound(card, 'viewer') }
    const target = await bound(card, 'member')
    const change = (by: Member, role: string, of: Member) =>
      stateOf(byMember(database, by.memberId)('app.update_card_binding($1, $2, $3, null, null)', card.cardId, of.memberId, role))
    const verdicts: Record<string, string[]> = {}
    for (const [name, person] of Object.entries(people)) {
      verdicts[name] = [
        await change(person, 'viewer', target),
        await change(person, 'member', target),
        await change(person, 'admin', target),
      ]
      await byAdmin(database)(`app.update_card_binding($1, $2, 'member', null, null)`, card.cardId, target.memberId)
    }
    expect(verdicts).toEqual({
      owner: ['ok', 'ok', 'ok'],
      admin: ['ok', 'ok', 'MP002'],
      member: ['MP002', 'MP002', 'MP002'],
      viewer: ['MP002', 'MP002', 'MP002'],
    })
    expect(await change(people.admin, 'viewer', people.owner)).toBe('MP002')
    expect(
      await stateOf(byMember(database, people.admin.memberId)('app.unbind_member_from_card($1, $2)', card.cardId, owner.memberId)),
    ).toBe('MP002')
    expect(await stateOf(byMember(database, target.memberId)('app.card_members($1)', card.cardId))).toBe('MP002')
  })

  it('keeps the last owner: no leaving, no demoting, not even by a platform admin', async () => {
    const { owner, card } = await aSharedCard()
    const me = byMember(database, owner.memberId)
    expect(await stateOf(me('app.unbind_member_from_card($1, $2)', card.cardId, owner.memberId))).toBe('MP052')
    expect(await stateOf(me(`app.update_card_binding($1, $2, 'admin', null, null)`, card.cardId, owner.memberId))).toBe('MP052')
    expect(await stateOf(byAdmin(database)(`app.bind_member_to_card($1, $2, 'viewer')`, card.cardId, owner.memberId))).toBe('MP052')
  })

  it.each([1, 2, 3, 4, 5])('keeps one owner when the last two leave at the same moment (%i)', async () => {
    const { owner, card } = await aSharedCard()
    const second = await bound(card, 'owner')
    const verdicts = await Promise.all(
      [owner, second].map(({ memberId }) =>
        stateOf(byMember(database, memberId)('app.unbind_member_from_card($1, $2)', card.cardId, memberId)),
      ),
    )
    expect(verdicts.toSorted()).toEqual(['MP052', 'ok'])
    const [[left, role]] = [...(await roles(card))] as [[string, string]]
    const { rows } = await database.owner.query('select owner_member_id from app.member_cards where id = $1', [card.cardId])
    expect({ role, owner: rows[0].owner_member_id }).toEqual({ role: 'owner', owner: left })
  })

  it('audits who was bound with which role and limits before and after', async () => {
    const { owner, card } = await aSharedCard()
    const guest = await bound(card, 'member')
    await byMember(database, owner.memberId)(`app.update_card_binding($1, $2, 'viewer', 100, null)`, card.cardId, guest.memberId)
    expect((await auditOf(database, card.cardId)).at(-1)).toMatchObject({
      action: 'card.binding_changed',
      actor_user_id: owner.memberId,
      context: {
        member: guest.memberId,
        before: { role: 'member', limitPerCharge: null },
        after: { role: 'viewer', limitPerCharge: 100 },
      },
    })
  })
})
