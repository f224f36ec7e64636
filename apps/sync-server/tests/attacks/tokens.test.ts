import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto'
import { TOKEN_AUDIENCE } from '@mps/shared'
import { decodeJwt, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TokenKind } from '../../src/tokens.ts'
import { aDevice, aMember, aMerchant } from '../support/builders.ts'
import { codeOf } from '../support/code-of.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { adminToken, managerToken, memberTokenOf } from '../support/tokens.ts'

/** An address that a good token of the kind opens. */
const DOORS: Record<TokenKind, string> = {
  terminal: '/v1/terminal/config',
  member: '/v1/me/cards',
  user: '/v1/merchant/settlements',
  admin: '/v1/admin/audit',
}
const KINDS = Object.keys(DOORS) as TokenKind[]

let database: TestDatabase
let server: TestServer
let good: Record<TokenKind, string>
let secret: Uint8Array
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  secret = server.context.keys.tokenSecret
  good = {
    terminal: await (await aDevice(database, server)).token(),
    member: await memberTokenOf(server, await aMember(database)),
    user: await managerToken(server, await aMerchant(database)),
    admin: await adminToken(server, database),
  }
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

afterEach(() => void vi.useRealTimers())

const knock = async (kind: TokenKind, token: string) => codeOf(await server.call(DOORS[kind], { token }))
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const nowS = () => Math.floor(Date.now() / 1000)

/** The good token's claims, some of them changed, signed anew with whatever key. */
function signed(kind: TokenKind, claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}, key: Uint8Array = secret): Promise<string> {
  const payload: Record<string, unknown> = { ...decodeJwt(good[kind]), ...claims }
  for (const [name, value] of Object.entries(payload)) if (value === undefined) delete payload[name]
  return new SignJWT(payload).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header }).sign(key)
}
const without = (name: string) => ({ [name]: undefined }) as unknown as JWTPayload

/** An HMAC with the right secret under a header that says something else: what a verifier that believed the header would take. */
function unsignedAs(kind: TokenKind, alg: string): string {
  const [, payload] = good[kind].split('.')
  return `${base64({ alg, typ: 'at+jwt' })}.${payload}.`
}
function hmacAs(kind: TokenKind, alg: string, hash: string): string {
  const [, payload] = good[kind].split('.')
  const text = `${base64({ alg, typ: 'at+jwt' })}.${payload}`
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`
}

const FORGERIES: [string, (kind: TokenKind) => string | Promise<string>][] = [
  ['signed none', (kind) => unsignedAs(kind, 'none')],
  ['signed None', (kind) => unsignedAs(kind, 'None')],
  ['signed NONE', (kind) => unsignedAs(kind, 'NONE')],
  ['without an algorithm', (kind) => unsignedAs(kind, '')],
  ['without its signature', (kind) => good[kind].slice(0, good[kind].lastIndexOf('.') + 1)],
  ['signed HS512 with the right secret', (kind) => hmacAs(kind, 'HS512', 'sha512')],
  ['signed HS384 with the right secret', (kind) => hmacAs(kind, 'HS384', 'sha384')],
  ['said to be RS256, and an HMAC', (kind) => hmacAs(kind, 'RS256', 'sha256')],
  ['signed with another server’s secret', (kind) => signed(kind, {}, {}, randomBytes(48))],
  ['signed with an empty-looking secret', (kind) => signed(kind, {}, {}, new Uint8Array(32))],
  ['of another type', (kind) => signed(kind, {}, { typ: 'JWT' })],
  [
    'with a critical header that nobody knows',
    (kind) => `${base64({ alg: 'HS256', typ: 'at+jwt', crit: ['exp'] })}.${good[kind].split('.').slice(1).join('.')}`,
  ],
  ['of another issuer', (kind) => signed(kind, { iss: 'somebody-else' })],
  ['without an audience', (kind) => signed(kind, without('aud'))],
  ['for the server at large', (kind) => signed(kind, { aud: TOKEN_AUDIENCE })],
  ['without an end', (kind) => signed(kind, without('exp'))],
  ['without a subject', (kind) => signed(kind, without('sub'))],
  ['whose subject is no id', (kind) => signed(kind, { sub: `' or true --` })],
  ['not valid yet', (kind) => signed(kind, { nbf: nowS() + 600 })],
  ['with a changed letter', (kind) => good[kind].slice(0, 60) + (good[kind][60] === 'A' ? 'B' : 'A') + good[kind].slice(61)],
  ['of three empty parts', () => '..'],
  ['of nonsense', () => 'a.b.c'],
]

describe.each(KINDS)('a token for %s', (kind) => {
  it('opens its door while it is good', async () => {
    expect(await knock(kind, good[kind])).toBe('200 ok')
  })

  it.each(FORGERIES)('%s is refused', async (_name, forge) => {
    expect(await knock(kind, await forge(kind))).toBe('401 unauthenticated')
  })

  it('that has ended is refused, and told so', async () => {
    expect(await knock(kind, await signed(kind, { exp: nowS() - 1 }))).toBe('401 token_expired')
  })

  it('that was good a moment ago, and is remembered, is refused once it has ended', async () => {
    const brief = await signed(kind, { exp: nowS() + 60 })
    expect(await knock(kind, brief)).toBe('200 ok')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
    expect(await knock(kind, brief)).toBe('401 token_expired')
  })

  it.each(KINDS.filter((other) => other !== kind))('does not open the door of %s', async (other) => {
    expect(await knock(other, good[kind])).toBe('401 unauthenticated')
  })
})

it.each(['member', 'user', 'terminal'] as const)('refuses a token for %s with the claims of another kind', async (kind) => {
  const claims = await signed('admin', { aud: `${TOKEN_AUDIENCE}/${kind}` })
  expect(await knock(kind, claims)).toBe('401 unauthenticated')
})

it.each(KINDS.filter((kind) => kind !== 'terminal'))('refuses a token for %s that names no session', async (kind) => {
  expect(await knock(kind, await signed(kind, without('sid')))).toBe('401 unauthenticated')
})

it('refuses a token signed with an asymmetric key, whatever it claims to be', async () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const token = await new SignJWT(decodeJwt(good.admin)).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt' }).sign(privateKey)
  expect(await knock('admin', token)).toBe('401 unauthenticated')
})
