import { MemberDetail, MemberList } from '@mps/shared/member'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signSandboxAssertion } from '../../src/identities/sandbox.ts'
import { type Api, apiAs, verdict } from '../support/api.ts'
import { auditOf } from '../support/as-actor.ts'
import { aCard, aMember, type Member } from '../support/builders.ts'
import { aPayer } from '../support/shop.ts'
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
let numbers = 0
const freshPhone = () => `+8869${String(10_000_000 + ++numbers)}`

it('enrols a member, masks them in lists and shows them whole to who asks for them', async () => {
  const phone = freshPhone()
  const made = await admin.post('/v1/admin/members', { name: 'Chen Yu', phone, email: `Yu${numbers}@Example.com` })
  expect(made.status).toBe(201)
  const { members } = MemberList.parse((await admin.get(`/v1/admin/members?q=${encodeURIComponent(phone)}`)).body)
  expect(members).toMatchObject([
    { id: made.body['id'], name: 'Chen Yu', phone: expect.stringContaining('•'), email: expect.stringMatching(/^y•+@example\.com$/) },
  ])
  const detail = MemberDetail.parse((await admin.get(`/v1/admin/members/${String(made.body['id'])}`)).body)
  expect(detail).toMatchObject({ phone, email: `yu${numbers}@example.com`, cards: [], identities: [] })
  expect((await auditOf(database, detail.id)).map(({ action }) => action)).toEqual(['member.created', 'member.read'])
})

it('refuses a phone in use, a form that is none, and an unknown member', async () => {
  const phone = freshPhone()
  await admin.post('/v1/admin/members', { name: 'First', phone })
  expect(verdict(await admin.post('/v1/admin/members', { name: 'Second', phone }))).toBe('409 already_exists')
  for (const body of [
    {},
    { name: '' },
    { name: 'X', phone: '0912' },
    { name: 'X', email: 'nobody' },
    { name: 'X', admin: true },
    { name: 'a\u0000b' },
  ]) {
    expect(verdict(await admin.post('/v1/admin/members', body))).toBe('422 validation_failed')
  }
  const unknown = '/v1/admin/members/01890000-0000-7000-8000-0000000000ff'
  expect(verdict(await admin.get(unknown))).toBe('404 not_found')
  expect(verdict(await admin.patch(unknown, { name: 'X' }))).toBe('404 not_found')
  expect(verdict(await admin.put(`${unknown}/password`, { password: 'correct horse battery' }))).toBe('404 not_found')
  expect(verdict(await admin.post(`${unknown}/suspend`, { reason: 'x' }))).toBe('404 not_found')
})

it('pages through members without a gap or a repeat, and refuses a cursor that is none', async () => {
  const made = await Promise.all(Array.from({ length: 7 }, () => aMember(database, { name: 'Pagination Person' })))
  const ids: string[] = []
  let next: string | null = ''
  while (next !== null) {
    const page: MemberListPage = MemberList.parse(
      (await admin.get(`/v1/admin/members?q=pagination&limit=3${next && `&cursor=${next}`}`)).body,
    )
    ids.push(...page.members.map(({ id }) => id))
    next = page.next
  }
  expect(ids).toEqual(
    made
      .map(({ memberId }) => memberId)
      .toSorted()
      .toReversed(),
  )
  expect(verdict(await admin.get('/v1/admin/members?cursor=nonsense'))).toBe('422 validation_failed')
  expect(verdict(await admin.get('/v1/admin/members?limit=0'))).toBe('422 validation_failed')
})
type MemberListPage = ReturnType<typeof MemberList.parse>

it('suspends a member: codes and sessions end at once; reinstated, they sign in again', async () => {
  const payer = await aPayer(database, server)
  const me = await as(payer)
  await payer.code()
  const suspend = { reason: 'charge-back' }
  expect(verdict(await admin.post(`/v1/admin/members/${payer.memberId}/suspend`, suspend))).toBe('204')
  expect(verdict(await admin.post(`/v1/admin/members/${payer.memberId}/suspend`, suspend))).toBe('204')
  expect(verdict(await me.get('/v1/me/cards'))).toBe('401 unauthenticated')
  const { rows } = await database.owner.query('select 1 from app.card_qr_history where card_id = $1 and revoked_at is null', [payer.cardId])
  expect(rows).toEqual([])
  expect(verdict(await admin.post(`/v1/admin/members/${payer.memberId}/reinstate`, suspend))).toBe('204')
  expect(verdict(await admin.post(`/v1/admin/members/${payer.memberId}/reinstate`, suspend))).toBe('409 state_conflict')
  expect(verdict(await (await as(payer)).get('/v1/me/cards'))).toBe('200')
  expect((await auditOf(database, payer.memberId)).filter(({ action }) => action === 'member.suspended')).toMatchObject([
    { context: { before: { status: 'active' }, after: { status: 'suspended' }, reason: 'charge-back', requestId: expect.any(String) } },
  ])
})

it('erases a member: nothing personal is left, the ledger is, logins and identities end', async () => {
  const phone = freshPhone()
  const member = await aMember(database, { name: 'Erase Me Please', phone, email: `erase${numbers}@example.com` })
  const card = await aCard(database, { ownerId: member.memberId, balance: 500_00 })
  const me = await as(member)
  const assertion = () => signSandboxAssertion(server.context.keys, 'line', 'line-erased')
  expect(verdict(await me.post('/v1/me/identities', { provider: 'line', assertion: await assertion() }))).toBe('204')
  const path = `/v1/admin/members/${member.memberId}/erase`
  expect(verdict(await admin.post(path, { reason: 'asked for it' }))).toBe('409 card_not_empty')
  expect(verdict(await admin.post(path, { reason: 'asked for it', forfeitBalance: true }))).toBe('204')
  expect(verdict(await admin.post(path, { reason: 'asked for it', forfeitBalance: true }))).toBe('204')

  expect(verdict(await me.get('/v1/me/cards'))).toBe('401 unauthenticated')
  expect(verdict(await server.call('/v1/me/session', { body: { login: phone, password: member.password } }))).toBe('401 credentials_wrong')
  expect(verdict(await server.call('/v1/me/session/external', { body: { provider: 'line', assertion: await assertion() } }))).toBe(
    '401 credentials_wrong',
  )
  expect(await tablesWith(['Erase Me Please', phone, `erase${numbers}@example.com`, 'line-erased'])).toEqual([])
  const { rows } = await database.owner.query('select status, balance from app.member_cards where id = $1', [card.cardId])
  expect(rows).toEqual([{ status: 'closed', balance: '500.00' }])
  expect((await database.owner.query('select * from app.verify_ledger()')).rows).toEqual([])
  expect((await auditOf(database, member.memberId)).at(-1)).toMatchObject({
    action: 'member.erased',
    context: { forfeited: 500_00, reason: 'asked for it' },
  })
})

/** Which tables hold one of these texts in any of their rows. */
async function tablesWith(texts: string[]): Promise<string[]> {
  const { rows } = await database.owner.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('app', 'auth', 'audit', 'sec')`,
  )
  const found: string[] = []
  for (const { name } of rows) {
    const hit = await database.owner.query(`select 1 from ${name} t where to_jsonb(t)::text ilike any ($1) limit 1`, [
      texts.map((text) => `%${text}%`),
    ])
    if (hit.rowCount) found.push(name)
  }
  return found
}

it('hands a shared card to its other owner when one is erased', async () => {
  const [leaving, staying] = [await aMember(database), await aMember(database)]
  const card = await aCard(database, { ownerId: leaving.memberId, balance: 100_00 })
  await admin.put(`/v1/admin/cards/${card.cardId}/members/${staying.memberId}`, { role: 'owner' })
  expect(verdict(await admin.post(`/v1/admin/members/${leaving.memberId}/erase`, { reason: 'asked' }))).toBe('204')
  const { rows } = await database.owner.query('select status, owner_member_id from app.member_cards where id = $1', [card.cardId])
  expect(rows).toEqual([{ status: 'active', owner_member_id: staying.memberId }])
})

it('lets members change their name and nothing by which they sign in', async () => {
  const member = await aMember(database)
  const me = await as(member)
  expect(verdict(await me.patch('/v1/me/profile', { name: 'New Name' }))).toBe('204')
  expect((await me.get('/v1/me/profile')).body).toMatchObject({ id: member.memberId, name: 'New Name' })
  expect(verdict(await me.patch('/v1/me/profile', { phone: freshPhone() }))).toBe('422 validation_failed')
})

it('sets a password, which ends the sessions of the old one', async () => {
  const member = await aMember(database)
  const me = await as(member)
  expect(verdict(await admin.put(`/v1/admin/members/${member.memberId}/password`, { password: 'another good password' }))).toBe('204')
  expect(verdict(await me.get('/v1/me/cards'))).toBe('401 unauthenticated')
  const again = await server.call('/v1/me/session', { body: { login: member.memberNo, password: 'another good password' } })
  expect(again.status).toBe(200)
})
