import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto'
import { AccessTokenResponse, PairResponse, TerminalConfig, TOKEN_AUDIENCE } from '@mps/shared'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enrolment } from '../../src/admin/enrol.ts'
import { issueToken } from '../../src/tokens.ts'
import { aDevice, aMerchant, aTerminal, type AssertionChanges, type Device, pairDevice, tokenRequest } from '../support/builders.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let database: TestDatabase
let server: TestServer
let device: Device

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  device = await aDevice(database, server)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const nowS = () => Math.floor(Date.now() / 1000)
const ask = async (assertion: string) => {
  const { status, body } = await server.call('/v1/terminal/token', { body: tokenRequest(assertion) })
  return { status, code: body['code'] }
}
const WRONG = { status: 401, code: 'credentials_wrong' }

describe('pairing', () => {
  it('opens an epoch for the terminal that the code names, once', async () => {
    const merchant = await aMerchant(database)
    const { terminalId, pairingCode } = await aTerminal(database, merchant.merchantId)
    const { publicKey } = generateKeyPairSync('ed25519')
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64url')
    const body = { pairingCode, publicKey: raw, app: '1.0.0' }
    const first = await server.call('/v1/terminal/pair', { body })
    expect(first.status).toBe(201)
    expect(PairResponse.parse(first.body)).toMatchObject({ terminalId, epoch: 1 })
    const second = await server.call('/v1/terminal/pair', { body })
    expect(second.body).toMatchObject({ status: 409, code: 'pairing_code_wrong' })
  })

  it('lets one of several devices that use a code at the same moment in', async () => {
    const merchant = await aMerchant(database)
    const { terminalId, pairingCode } = await aTerminal(database, merchant.merchantId)
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => pairDevice(server, merchant, terminalId, pairingCode)))
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('refuses an unknown and an expired code alike', async () => {
    const merchant = await aMerchant(database)
    const { terminalId, pairingCode } = await aTerminal(database, merchant.merchantId)
    await database.owner.query(`update auth.pairing_codes set expires_at = now() - interval '1 second' where terminal_id = $1`, [
      terminalId,
    ])
    const { publicKey } = device
    const pair = (code: string) =>
      server.call('/v1/terminal/pair', { body: { pairingCode: code, publicKey: publicKey.toString('base64url'), app: '1' } })
    const expired = await pair(pairingCode)
    const unknown = await pair('ZZZZ-2222')
    expect(expired.body).toMatchObject({ status: 409, code: 'pairing_code_wrong' })
    expect({ ...expired.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' })
  })

  it('keeps the older epoch of a terminal that is paired again', async () => {
    const earlier = await aDevice(database, server)
    const again = await enrolment(database.admin, PLATFORM_ADMIN).pairingCode(earlier.terminalId)
    const renewed = await pairDevice(server, earlier.merchant, earlier.terminalId, again)
    expect(renewed.epoch).toBe(earlier.epoch + 1)
    expect(await ask(await earlier.assertion())).toMatchObject({ status: 200 })
    expect(await ask(await renewed.assertion())).toMatchObject({ status: 200 })
    expect(await ask(await renewed.assertion({ header: { kid: String(earlier.epoch) } }))).toEqual(WRONG)
  })

  it('never writes the code to the log', async () => {
    const merchant = await aMerchant(database)
    const { terminalId, pairingCode } = await aTerminal(database, merchant.merchantId)
    await pairDevice(server, merchant, terminalId, pairingCode)
    expect(server.log.join('')).toContain(terminalId)
    expect(server.log.join('')).not.toContain(pairingCode)
  })
})

describe('the access token', () => {
  it('is granted for an assertion signed with the device key', async () => {
    const { status, body } = await server.call('/v1/terminal/token', { body: tokenRequest(await device.assertion()) })
    expect(status).toBe(200)
    expect(AccessTokenResponse.parse(body)).toMatchObject({ token_type: 'Bearer', expires_in: 900 })
  })

  it('is refused for an assertion that was used before', async () => {
    const assertion = await device.assertion()
    expect(await ask(assertion)).toMatchObject({ status: 200 })
    expect(await ask(assertion)).toEqual(WRONG)
  })

  it('is granted once when the same assertion comes many times at once', async () => {
    const assertion = await device.assertion()
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(assertion)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  const faults: [string, () => AssertionChanges][] = [
    ['another audience', () => ({ claims: { aud: 'another-server' } })],
    ['the audience of access tokens', () => ({ claims: { aud: `${TOKEN_AUDIENCE}/terminal` } })],
    ['an end that has passed', () => ({ claims: { iat: nowS() - 200, exp: nowS() - 60 } })],
    ['a longer life than five minutes', () => ({ claims: { iat: nowS(), exp: nowS() + 301 } })],
    ['a start in the future', () => ({ claims: { iat: nowS() + 200, exp: nowS() + 300 } })],
    ['another issuer than subject', () => ({ claims: { sub: randomUUID() } })],
    [
      'an unknown terminal',
      () => ({ claims: { iss: '01890000-0000-7000-8000-000000000001', sub: '01890000-0000-7000-8000-000000000001' } }),
    ],
    ['no jti', () => ({ claims: { jti: undefined } })],
    ['a jti that anybody would guess', () => ({ claims: { jti: '1' } })],
    ['no end', () => ({ claims: { exp: undefined } })],
    ['an epoch that never was', () => ({ header: { kid: '77' } })],
    ['an epoch that is no number', () => ({ header: { kid: '1 or 1=1' } })],
    ['the signature of another key', () => ({ key: generateKeyPairSync('ed25519').privateKey })],
    ['a symmetric signature made with the public key', () => ({ header: { alg: 'HS256' }, key: device.publicKey })],
    ['a header that brings its own key', () => embeddedKey()],
  ]
  it.each(faults)('is refused for an assertion with %s', async (_title, change) => {
    expect(await ask(await device.assertion(change()))).toEqual(WRONG)
  })

  function embeddedKey(): AssertionChanges {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const jwk = publicKey.export({ format: 'jwk' })
    return { header: { jwk: { kty: 'OKP', crv: 'Ed25519', x: String(jwk['x']) } }, key: privateKey }
  }

  it('is refused for an assertion without a signature (alg none)', async () => {
    const [, payload] = (await device.assertion()).split('.')
    for (const alg of ['none', 'None', 'NONE']) {
      const header = Buffer.from(JSON.stringify({ alg, kid: String(device.epoch) })).toString('base64url')
      expect(await ask(`${header}.${payload}.`)).toEqual(WRONG)
    }
  })

  it('is refused for an assertion that was tampered with', async () => {
    const [header, payload, signature] = (await device.assertion()).split('.')
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as Record<string, unknown>
    const forged = Buffer.from(JSON.stringify({ ...claims, exp: Number(claims['exp']) + 1 })).toString('base64url')
    expect(await ask(`${header}.${forged}.${signature}`)).toEqual(WRONG)
    expect(await ask('not.a.jwt.at.all.but.long')).toEqual(WRONG)
  })

  it('is refused for a revoked terminal', async () => {
    const revoked = await aDevice(database, server)
    await enrolment(database.admin, PLATFORM_ADMIN).revokeTerminal(revoked.terminalId, false)
    expect(await ask(await revoked.assertion())).toEqual({ status: 403, code: 'terminal_revoked' })
  })
})

describe('a request with an access token', () => {
  const withToken = async (token: string) => {
    const { status, body } = await server.call('/v1/terminal/config', { token })
    return { status, code: body['code'] }
  }
  const jwt = () =>
    new SignJWT({ sub: device.terminalId, epoch: 1, merchantId: device.merchant.merchantId, iss: TOKEN_AUDIENCE })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuedAt()

  it('is refused without one, and with one of another scheme', async () => {
    expect((await server.call('/v1/terminal/config')).body).toMatchObject({ status: 401, code: 'unauthenticated' })
    const basic = await server.call('/v1/terminal/config', { headers: { authorization: 'Basic dXNlcjpwYXNz' } })
    expect(basic.body).toMatchObject({ status: 401, code: 'unauthenticated' })
    expect(basic.headers.get('www-authenticate')).toBe('Bearer')
  })

  it('is refused with the token of a member, of another server, or unsigned', async () => {
    const { keys } = server.context
    const unauthenticated = { status: 401, code: 'unauthenticated' }
    expect(await withToken(await issueToken(keys, 'member', device.terminalId, { epoch: 1, merchantId: randomUUID() }))).toEqual(
      unauthenticated,
    )
    const foreign = jwt().setAudience(`${TOKEN_AUDIENCE}/terminal`).setExpirationTime('5m')
    expect(await withToken(await foreign.sign(randomBytes32()))).toEqual(unauthenticated)
    const [, payload] = (await device.token()).split('.')
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
    expect(await withToken(`${none}.${payload}.`)).toEqual(unauthenticated)
    expect(await withToken(await device.assertion())).toEqual(unauthenticated)
  })

  it('says token_expired once its time is over', async () => {
    const { tokenSecret } = server.context.keys
    const expired = jwt()
      .setAudience(`${TOKEN_AUDIENCE}/terminal`)
      .setExpirationTime(nowS() - 1)
    expect(await withToken(await expired.sign(tokenSecret))).toEqual({ status: 401, code: 'token_expired' })
  })

  it('takes a verified token from memory only until it ends', async () => {
    const { tokenSecret } = server.context.keys
    const token = await jwt()
      .setAudience(`${TOKEN_AUDIENCE}/terminal`)
      .setExpirationTime(nowS() + 2)
      .sign(tokenSecret)
    expect(await withToken(token)).toMatchObject({ status: 200 })
    await new Promise((resolve) => setTimeout(resolve, 2100))
    expect(await withToken(token)).toEqual({ status: 401, code: 'token_expired' })
  })

  const randomBytes32 = () => createHmac('sha256', randomUUID()).digest()
})

describe('the configuration', () => {
  it('has the shape of the contract and a revision that names its content', async () => {
    const answer = await server.call('/v1/terminal/config', { token: await device.token() })
    const config = TerminalConfig.parse(answer.body)
    expect(config.terminal.id).toBe(device.terminalId)
    expect(config.codeKeys.map(({ keyId }) => keyId)).toContain(server.context.keys.codeSigningKey().keyId)
    expect(config.roster.map(({ role }) => role).toSorted()).toEqual(['cashier', 'manager'])
    expect(answer.headers.get('etag')).toBe(`"${config.revision}"`)
  })

  it('is a 304 while it is unchanged, and new once a policy changes', async () => {
    const token = await device.token()
    const first = await server.call('/v1/terminal/config', { token })
    const etag = first.headers.get('etag') ?? ''
    const again = await server.call('/v1/terminal/config', { token, headers: { 'if-none-match': etag } })
    expect(again.status).toBe(304)
    expect(again.text).toBe('')
    await enrolment(database.admin, PLATFORM_ADMIN).policy(device.merchant.merchantId, { offline_max_count: 7 })
    const changed = await server.call('/v1/terminal/config', { token, headers: { 'if-none-match': etag } })
    expect(changed.status).toBe(200)
    expect(TerminalConfig.parse(changed.body).policy).toMatchObject({ revision: 2, offlineMaxCount: 7 })
  })

  it('holds the staff of its own shop and nobody else', async () => {
    const other = await aDevice(database, server)
    const { roster } = TerminalConfig.parse((await server.call('/v1/terminal/config', { token: await other.token() })).body)
    const own = [other.merchant.cashierId, other.merchant.managerId]
    expect(roster.map(({ userId }) => userId).toSorted()).toEqual(own.toSorted())
  })
})
