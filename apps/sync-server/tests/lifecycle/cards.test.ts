import { CardDetail, CardList, CardMembers, CodeRecords } from '@mps/shared/card'
import { hasValidCheckDigit, MemberCards, MemberTransactions, paymentCodeHash } from '@mps/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, apiAs, verdict } from '../support/api.ts'
import { auditOf } from '../support/as-actor.ts'
import { aCard, aMember, type Card, type Member } from '../support/builders.ts'
import { aPayer, aShop, cardRow, ledgerFaults } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { adminToken, memberTokenOf } from '../support/tokens.ts'

let database: TestDatabase
let server: TestServer
let admin: Api
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  admin = apiAs(server, await adminToken(server, database))
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const as = async (member: Pick<Member, 'memberId'>) => apiAs(server, await memberTokenOf(server, member))
async function anOwner(): Promise<{ owner: Member; card: Card; me: Api }> {
  const owner = await aMember(database)
  return { owner, card: await aCard(database, { ownerId: owner.memberId }), me: await as(owner) }
}

describe('issuing', () => {
  it.each([
    { cardType: 'standard' },
    { cardType: 'prepaid', expiresAt: '2099-01-01T00:00:00.000Z' },
    { cardType: 'corporate', fixedDiscount: 850 },
    { cardType: 'voucher', balance: 500_00 },
  ])('issues a $cardType card, whose number is masked in lists and whole to who asks for it', async (kind) => {
    const { memberId } = await aMember(database)
    const made = await admin.post('/v1/admin/cards', { ownerId: memberId, ...kind })
    const [id, cardNo] = [String(made.body['id']), String(made.body['cardNo'])]
    expect([made.status, hasValidCheckDigit(cardNo)]).toEqual([201, true])
    const { cards } = CardList.parse((await admin.get(`/v1/admin/cards?ownerId=${memberId}`)).body)
    expect(cards).toMatchObject([{ id, cardNo: `•••• ${cardNo.slice(-4)}`, cardType: kind.cardType, balance: kind.balance ?? 0 }])
    expect(CardList.parse((await admin.get(`/v1/admin/cards?cardNo=${cardNo}`)).body).cards).toHaveLength(1)
    expect(CardDetail.parse((await admin.get(`/v1/admin/cards/${id}`)).body)).toMatchObject({
      cardNo,
      discount: kind.fixedDiscount ?? 1000,
      expiresAt: kind.expiresAt ?? null,
      members: [{ memberId, role: 'owner' }],
    })
    expect((await auditOf(database, id)).map(({ action }) => action)).toEqual(['card.issued', 'card.read'])
  })

  it('refuses what contradicts a type, an unknown owner and a suspended one', async () => {
    const { memberId: ownerId } = await aMember(database)
    const wrong = [
      { ownerId, cardType: 'corporate' },
      { ownerId, cardType: 'standard', fixedDiscount: 900 },
      { ownerId, cardType: 'voucher' },
      { ownerId, cardType: 'prepaid', balance: 1 },
      { ownerId, cardType: 'voucher', balance: -1 },
      { ownerId, cardType: 'gift' },
      { ownerId, cardType: 'prepaid', expiresAt: '2020-01-01T00:00:00.000Z' },
    ]
    for (const body of wrong) expect(verdict(await admin.post('/v1/admin/cards', body))).toBe('422 validation_failed')
    const unknown = { ownerId: '01890000-0000-7000-8000-0000000000ff', cardType: 'standard' }
    expect(verdict(await admin.post('/v1/admin/cards', unknown))).toBe('404 not_found')
    await admin.post(`/v1/admin/members/${ownerId}/suspend`, { reason: 'x' })
    expect(verdict(await admin.post('/v1/admin/cards', { ownerId, cardType: 'standard' }))).toBe('409 state_conflict')
  })
})

describe('binding', () => {
  it('binds a guest by the password of the card, who then pays within the limits that the owner sets', async () => {
    const { owner, card, me } = await anOwner()
    const guest = await aMember(database)
    const asGuest = await as(guest)
    const attempt = (password: string) => asGuest.post('/v1/me/bindings', { cardNo: card.cardNo, password })
    expect(verdict(await attempt('family secret'))).toBe('409 binding_refused')
    expect(verdict(await me.put(`/v1/me/cards/${card.cardId}/binding-password`, { password: 'family secret' }))).toBe('204')
    expect(verdict(await attempt('family Secret'))).toBe('409 binding_refused')
    expect((await attempt('family secret')).body).toEqual({ cardId: card.cardId })
    expect(verdict(await attempt('family secret'))).toBe('409 state_conflict')
    const path = `/v1/me/cards/${card.cardId}/members`
    expect(verdict(await me.put(`${path}/${guest.memberId}`, { role: 'member', limitPerCharge: 50_00 }))).toBe('204')
    const { members } = CardMembers.parse((await me.get(path)).body)
    expect(members).toMatchObject([
      { memberId: owner.memberId, role: 'owner', limitPerCharge: null },
      { memberId: guest.memberId, role: 'member', limitPerCharge: 50_00, limitPerDay: null },
    ])
    expect(verdict(await asGuest.get(path))).toBe('403 forbidden')
    expect(verdict(await asGuest.delete(`${path}/${owner.memberId}`))).toBe('403 forbidden')
    expect(verdict(await asGuest.delete(`${path}/${guest.memberId}`))).toBe('204')
    expect(verdict(await me.delete(`${path}/${owner.memberId}`))).toBe('409 last_owner')
  })

  it('again as a viewer ends the codes of that member at once, and nobody else’s', async () => {
    const { owner, card } = await anOwner()
    const guest = await aMember(database)
    const path = `/v1/admin/cards/${card.cardId}/members/${guest.memberId}`
    await admin.put(path, { role: 'member' })
    const both = [owner, guest].map(({ memberId }) => ({ cardId: card.cardId, memberId }))
    for (const one of both) expect((await admin.post('/v1/admin/codes', { cards: [one] })).status).toBe(201)
    expect(verdict(await admin.put(path, { role: 'viewer' }))).toBe('204')
    const { codes } = CodeRecords.parse((await admin.get(`/v1/admin/cards/${card.cardId}/codes`)).body)
    const isAlive = new Map(codes.map(({ memberId, revokedAt }) => [memberId, revokedAt === null]))
    expect(isAlive).toEqual(
      new Map([
        [guest.memberId, false],
        [owner.memberId, true],
      ]),
    )
  })

  it('answers for a number that does not exist as for a wrong password, in words and in time', async () => {
    const { card, me } = await anOwner()
    await me.put(`/v1/me/cards/${card.cardId}/binding-password`, { password: 'family secret' })
    const took = async (cardNo: string) => {
      const asGuest = await as(await aMember(database))
      const start = performance.now()
      const { status, text } = await asGuest.post('/v1/me/bindings', { cardNo, password: 'a wrong guess' })
      return { ms: performance.now() - start, answer: `${status} ${text.replace(/"requestId":"[^"]*"/, '')}` }
    }
    const [known, unknown] = [await took(card.cardNo), await took('9000000000000001')]
    expect(unknown.answer).toBe(known.answer)
    // Both compare a bcrypt hash of cost 12, which takes some hundred milliseconds; without it the answer comes in a few.
    expect(Math.min(known.ms, unknown.ms)).toBeGreaterThan(60)
  })

  it('locks out after five wrong passwords and says when to come back', async () => {
    const { card, me } = await anOwner()
    await me.put(`/v1/me/cards/${card.cardId}/binding-password`, { password: 'family secret' })
    const asGuest = await as(await aMember(database))
    const attempt = (password: string) => asGuest.post('/v1/me/bindings', { cardNo: card.cardNo, password })
    const verdicts = await Promise.all(Array.from({ length: 8 }, (_, i) => attempt(`wrong guess ${i}`).then(verdict)))
    expect(verdicts.toSorted()).toEqual([...Array<string>(5).fill('409 binding_refused'), ...Array<string>(3).fill('429 locked_out')])
    const locked = await attempt('family secret')
    expect(verdict(locked)).toBe('429 locked_out')
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(800)
  })
})

describe('states', () => {
  it('walks freeze, unfreeze, lost and replace as a member, each once and for all under its key', async () => {
    const { card, me } = await anOwner()
    const path = `/v1/me/cards/${card.cardId}`
    expect(verdict(await me.post(`${path}/freeze`))).toBe('204')
    expect(verdict(await me.post(`${path}/codes`, { count: 1 }))).toBe('409 code_issue_refused')
    expect(verdict(await me.post(`${path}/unfreeze`))).toBe('204')
    expect(verdict(await me.post(`${path}/unfreeze`))).toBe('409 state_conflict')
    expect(verdict(await me.post(`${path}/lost`))).toBe('204')
    expect(verdict(await me.post(`${path}/unfreeze`))).toBe('409 state_conflict')
    const token = await memberTokenOf(server, { memberId: (await ownerOf(card)).memberId })
    const replace = () => server.call(`${path}/replace`, { token, body: {}, headers: { 'idempotency-key': `replace-${card.cardId}` } })
    const [first, again] = [await replace(), await replace()]
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 201, 'true'])
    expect(again.body).toEqual(first.body)
    const { cards } = MemberCards.parse((await me.get('/v1/me/cards')).body)
    expect(cards.map(({ id, status }) => ({ id, status }))).toEqual([{ id: first.body['cardId'], status: 'active' }])
  })

  async function ownerOf({ cardId }: Card): Promise<Pick<Member, 'memberId'>> {
    const { rows } = await database.owner.query<{ memberId: string }>(
      'select owner_member_id as "memberId" from app.member_cards where id = $1',
      [cardId],
    )
    return rows[0]!
  }

  it('keeps a platform’s freeze from the member, and closes only what is empty', async () => {
    const { card, me } = await anOwner()
    await admin.post(`/v1/admin/cards/${card.cardId}/freeze`, { reason: 'reported stolen' })
    expect(verdict(await me.post(`/v1/me/cards/${card.cardId}/unfreeze`))).toBe('403 forbidden')
    expect(verdict(await me.post(`/v1/me/cards/${card.cardId}/close`))).toBe('403 forbidden')
    expect(verdict(await admin.post(`/v1/admin/cards/${card.cardId}/unfreeze`))).toBe('204')
    const full = await aPayer(database, server)
    expect(verdict(await (await as(full)).post(`/v1/me/cards/${full.cardId}/close`))).toBe('409 card_not_empty')
    expect(verdict(await me.post(`/v1/me/cards/${card.cardId}/close`))).toBe('204')
  })
})

describe('replacing', () => {
  it('moves balance and points with their ledger lines, through a chain, and keeps one history', async () => {
    const { till } = await aShop(database, server)
    const payer = await aPayer(database, server, { balance: 300_00 })
    const me = await as(payer)
    await till.send(server, [await till.charge(await payer.code(), { amount: 100_00 })])
    const early = await payer.code()
    const second = String((await me.post(`/v1/me/cards/${payer.cardId}/replace`)).body['cardId'])
    const third = String((await me.post(`/v1/me/cards/${second}/replace`)).body['cardId'])
    expect(await cardRow(database.owner, payer.cardId)).toMatchObject({ balance: 0, points: 0 })
    expect(await cardRow(database.owner, third)).toMatchObject({ balance: 200_00, points: 100 })

    // Scanned before the first replacement, it settles on the last successor.
    const { rows } = await database.owner.query<{ at: string }>(
      'update app.card_qr_history set revoked_at = clock_timestamp() where qr_hash = decode($1, $2) returning revoked_at as at',
      [early.codeHash, 'hex'],
    )
    expect(rows).toHaveLength(1)
    await database.owner.query('update app.member_cards set blocked_at = clock_timestamp() where id = any ($1)', [[payer.cardId, second]])
    const [outcome] = await till.send(server, [await till.charge(early, { amount: 50_00, agoMs: 0, scannedAgoMs: 30_000 })])
    expect(outcome).toMatchObject({ state: 'settled' })
    expect(await cardRow(database.owner, third)).toMatchObject({ balance: 150_00, points: 150 })

    const { transactions } = MemberTransactions.parse((await me.get(`/v1/me/cards/${third}/transactions`)).body)
    expect(transactions.map(({ finalAmount }) => finalAmount)).toEqual([50_00, 100_00, 300_00])
    expect(CardDetail.parse((await admin.get(`/v1/admin/cards/${third}`)).body).replaces.map(({ cardId }) => cardId)).toEqual([
      second,
      payer.cardId,
    ])
    expect(await ledgerFaults(database.owner)).toEqual([])
  })

  it('takes members, limits and binding password along', async () => {
    const { card, me } = await anOwner()
    const guest = await aMember(database)
    await me.put(`/v1/me/cards/${card.cardId}/binding-password`, { password: 'family secret' })
    await admin.put(`/v1/admin/cards/${card.cardId}/members/${guest.memberId}`, { role: 'member', limitPerDay: 70_00 })
    const successor = String((await me.post(`/v1/me/cards/${card.cardId}/replace`)).body['cardId'])
    const detail = CardDetail.parse((await admin.get(`/v1/admin/cards/${successor}`)).body)
    expect(detail).toMatchObject({
      hasBindingPassword: true,
      members: [{ role: 'owner' }, { memberId: guest.memberId, limitPerDay: 70_00 }],
    })
    expect(verdict(await admin.put(`/v1/admin/cards/${card.cardId}/members/${guest.memberId}`, { role: 'viewer' }))).toBe(
      '409 state_conflict',
    )
  })
})

describe('codes in bulk', () => {
  it('issues a chargeable code for each card that may have one, names the others, and revokes them all', async () => {
    const { till } = await aShop(database, server)
    const payers = await Promise.all(Array.from({ length: 3 }, () => aPayer(database, server, { cardType: 'voucher', balance: 90_00 })))
    const frozen = await aPayer(database, server)
    await admin.post(`/v1/admin/cards/${frozen.cardId}/freeze`, { reason: 'x' })
    const wanted = [...payers, frozen].map(({ cardId }) => ({ cardId }))
    const issued = await admin.post('/v1/admin/codes', { cards: wanted })
    const codes = issued.body['codes'] as { cardId: string; code: string }[]
    expect(codes.map(({ cardId }) => cardId)).toEqual(payers.map(({ cardId }) => cardId))
    expect(issued.body['refused']).toEqual([frozen.cardId])
    const list = CodeRecords.parse((await admin.get(`/v1/admin/cards/${payers[0]!.cardId}/codes`)).body)
    expect(list.codes).toMatchObject([{ discount: 1000, revokedAt: null }])

    const scanned = { code: codes[0]!.code, codeHash: await paymentCodeHash(codes[0]!.code), discount: 1000 }
    expect(await till.send(server, [await till.charge(scanned, { amount: 90_00 })])).toMatchObject([{ state: 'settled' }])
    const revoke = { cardIds: payers.map(({ cardId }) => cardId), reason: 'misprinted' }
    expect((await admin.post('/v1/admin/codes/revoke', revoke)).body).toEqual({ revoked: 2 })
    const second = { code: codes[1]!.code, codeHash: await paymentCodeHash(codes[1]!.code), discount: 1000 }
    expect(await till.send(server, [await till.charge(second, { amount: 1_00 })])).toMatchObject([
      { state: 'declined', code: 'code_revoked' },
    ])
  })
})
