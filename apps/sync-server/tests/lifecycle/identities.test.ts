import { randomUUID } from 'node:crypto'
import { MemberSession } from '@mps/shared'
import type { IdentityProvider } from '@mps/shared/member'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signSandboxAssertion } from '../../src/identities/sandbox.ts'
import { apiAs, verdict } from '../support/api.ts'
import { aMember, type Member } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { adminToken, memberTokenOf } from '../support/tokens.ts'

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

type Options = Parameters<typeof signSandboxAssertion>[3]
const asserted = (provider: IdentityProvider, externalId: string, options?: Options) =>
  signSandboxAssertion(server.context.keys, provider, externalId, options)
const signIn = async (provider: IdentityProvider, assertion: string) =>
  server.call('/v1/me/session/external', { body: { provider, assertion } })
const bind = async (member: Member, provider: IdentityProvider, assertion: string) =>
  apiAs(server, await memberTokenOf(server, member)).post('/v1/me/identities', { provider, assertion })

it('signs a member in by an identity that they have bound, and no more once it is unbound', async () => {
  const member = await aMember(database)
  expect(verdict(await bind(member, 'line', await asserted('line', 'person-1')))).toBe('204')
  const answer = await signIn('line', await asserted('line', 'person-1'))
  const session = MemberSession.parse(answer.body)
  expect(session.member.id).toBe(member.memberId)
  const me = apiAs(server, session.access_token)
  expect((await me.get('/v1/me/identities')).body).toMatchObject({ identities: [{ provider: 'line' }] })
  expect(verdict(await me.delete('/v1/me/identities/line'))).toBe('204')
  expect(verdict(await me.delete('/v1/me/identities/line'))).toBe('404 not_found')
  expect(verdict(await signIn('line', await asserted('line', 'person-1')))).toBe('401 credentials_wrong')
})

it('takes each assertion once, for a sign-in as for a binding, also when it comes twice at the same moment', async () => {
  const member = await aMember(database)
  const used = await asserted('wechat', 'person-2')
  expect(verdict(await bind(member, 'wechat', used))).toBe('204')
  expect(verdict(await bind(member, 'wechat', used))).toBe('409 state_conflict')
  expect(verdict(await signIn('wechat', used))).toBe('401 credentials_wrong')
  const once = await asserted('wechat', 'person-2')
  const verdicts = await Promise.all(Array.from({ length: 8 }, () => signIn('wechat', once).then(verdict)))
  expect(verdicts.filter((found) => found === '200')).toHaveLength(1)
})

it('gives an identity to one member, and a member one identity of a provider', async () => {
  const [first, second] = [await aMember(database), await aMember(database)]
  expect(verdict(await bind(first, 'alipay', await asserted('alipay', 'person-3')))).toBe('204')
  expect(verdict(await bind(second, 'alipay', await asserted('alipay', 'person-3')))).toBe('409 identity_taken')
  expect(verdict(await bind(first, 'alipay', await asserted('alipay', 'person-4')))).toBe('409 state_conflict')
  expect(verdict(await bind(first, 'alipay', await asserted('alipay', 'person-3')))).toBe('204')
  const admin = apiAs(server, await adminToken(server, database))
  expect(verdict(await admin.delete(`/v1/admin/members/${first.memberId}/identities/alipay`))).toBe('204')
  expect(verdict(await bind(second, 'alipay', await asserted('alipay', 'person-3')))).toBe('204')
})

it('refuses assertions that are forged, old, of another provider, of another kind, or made to last', async () => {
  const member = await aMember(database)
  await bind(member, 'line', await asserted('line', 'person-5'))
  const forged = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: 'mps-identity+jwt' })
    .setIssuer('mps-sandbox/line')
    .setAudience('mps-identity-sandbox')
    .setSubject('person-5')
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('120s')
    .sign(Buffer.alloc(32, 7))
  const [head, , signature] = (await asserted('line', 'person-6')).split('.')
  const claims = Buffer.from(JSON.stringify({ sub: 'person-5' })).toString('base64url')
  const wrong = [
    forged,
    [head, claims, signature].join('.'),
    await asserted('line', 'person-5', { lifeS: -10 }),
    await asserted('line', 'person-5', { lifeS: 3600 }),
    await asserted('wechat', 'person-5'),
    await memberTokenOf(server, member),
    `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`,
  ]
  for (const assertion of wrong) expect(verdict(await signIn('line', assertion))).toBe('401 credentials_wrong')
})

it('lets a suspended member in by no identity', async () => {
  const member = await aMember(database)
  await bind(member, 'line', await asserted('line', 'person-7'))
  const admin = apiAs(server, await adminToken(server, database))
  await admin.post(`/v1/admin/members/${member.memberId}/suspend`, { reason: 'x' })
  expect(verdict(await signIn('line', await asserted('line', 'person-7')))).toBe('403 forbidden')
})

it('knows no provider where none is configured', async () => {
  const other = await startTestServer(database.appUrl, (config) => ({ ...config, identitySandbox: false }))
  try {
    const assertion = await signSandboxAssertion(other.context.keys, 'line', 'person-8')
    expect(verdict(await other.call('/v1/me/session/external', { body: { provider: 'line', assertion } }))).toBe('401 credentials_wrong')
  } finally {
    await other.stop()
  }
})
