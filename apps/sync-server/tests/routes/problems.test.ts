import { request } from 'node:http'
import { Problem, PROBLEMS } from '@mps/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aDevice } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts'

function expectProblem(answer: Answer, code: keyof typeof PROBLEMS): void {
  expect(answer.body).toMatchObject({ code, status: PROBLEMS[code][0], type: `urn:mps:problem:${code}` })
  expect(answer.status).toBe(PROBLEMS[code][0])
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  expect(Problem.parse(answer.body).requestId).toBe(answer.headers.get('x-request-id'))
  expect(answer.text).not.toMatch(/node_modules|\.ts:|at .*\(/)
}

describe('problem documents', () => {
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

  it('answers an unknown address with not_found', async () => {
    expectProblem(await server.call('/v1/nothing/here'), 'not_found')
    expectProblem(await server.call('/%ff'), 'not_found')
    expectProblem(await server.call('/../../etc/passwd', { headers: { accept: 'text/html' } }), 'not_found')
  })

  it('answers a wrong method with method_not_allowed and the methods there are', async () => {
    const answer = await server.call('/v1/terminal/pair')
    expectProblem(answer, 'method_not_allowed')
    expect(answer.headers.get('allow')).toBe('POST')
    expect((await server.call('/health', { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD')
    expect((await server.call('/health', { method: 'HEAD' })).status).toBe(200)
  })

  it('names the path of every field that is wrong', async () => {
    const answer = await server.call('/v1/terminal/pair', { body: { pairingCode: 'x', publicKey: 7, extra: true } })
    expectProblem(answer, 'validation_failed')
    expect(Problem.parse(answer.body).errors?.map(({ path }) => path)).toEqual(expect.arrayContaining(['pairingCode', 'publicKey', 'app']))
  })

  it('refuses what is not JSON, and what is not sent as JSON', async () => {
    expectProblem(await server.call('/v1/terminal/pair', { body: '{"pairingCode":' }), 'malformed_json')
    expectProblem(await server.call('/v1/terminal/pair', { body: '"text"' }), 'malformed_json')
    expectProblem(
      await server.call('/v1/terminal/pair', { body: 'a=b', headers: { 'content-type': 'text/plain' } }),
      'unsupported_media_type',
    )
    const charset = { 'content-type': 'application/json; charset=nonsense' }
    expectProblem(await server.call('/v1/terminal/pair', { body: '{}', headers: charset }), 'unsupported_media_type')
    const gzip = { 'content-encoding': 'gzip' }
    expectProblem(await server.call('/v1/terminal/pair', { body: '{}', headers: gzip }), 'malformed_json')
    expectProblem(await server.call('/v1/terminal/pair', { method: 'POST' }), 'validation_failed')
  })

  it('refuses a body beyond the limit of its address', async () => {
    expectProblem(await server.call('/v1/terminal/pair', { body: { app: 'x'.repeat(101 * 1024) } }), 'body_too_large')
    const huge = { app: 'x'.repeat(2 * 1024 * 1024) }
    const token = await (await aDevice(database, server)).token()
    expectProblem(await server.call('/v1/terminal/entries', { body: huge, token }), 'body_too_large')
    // Who does not say who they are has no body read at all.
    expectProblem(await server.call('/v1/terminal/entries', { body: huge }), 'unauthenticated')
  })

  it('refuses a body nested too deep to walk', async () => {
    const deep = '['.repeat(40_000) + ']'.repeat(40_000)
    expectProblem(await server.call('/v1/terminal/pair', { body: deep }), 'malformed_json')
    const brackets = JSON.stringify({ pairingCode: '['.repeat(100) })
    expectProblem(await server.call('/v1/terminal/pair', { body: brackets }), 'validation_failed')
  })

  it('leaves prototypes alone', async () => {
    const body = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'
    expectProblem(await server.call('/v1/terminal/pair', { body }), 'validation_failed')
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('hides what nobody foresaw behind internal_error, and logs it', async () => {
    const { pool } = server.context
    const connect = pool.connect.bind(pool)
    pool.connect = () => {
      throw new TypeError('a fault with a secret inside')
    }
    const answer = await server.call('/v1/terminal/pair', { body: { pairingCode: 'ABCD-2345', publicKey: 'A'.repeat(43), app: '1' } })
    pool.connect = connect
    expectProblem(answer, 'internal_error')
    expect(answer.text).not.toContain('secret')
    expect(server.log.some((line) => line.includes('a fault with a secret inside'))).toBe(true)
  })

  it('takes a harmless request id from the caller and replaces any other', async () => {
    const given = await server.call('/v1/nothing', { headers: { 'x-request-id': 'shop-7_request-0001' } })
    expect(given.body['requestId']).toBe('shop-7_request-0001')
    const forged = await server.call('/v1/nothing', { headers: { 'x-request-id': 'x"} {"level":"error' } })
    expect(forged.body['requestId']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('survives a client that goes away in the middle of its body', async () => {
    const broken = request(`${server.url}/v1/terminal/pair`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '500' },
    })
    broken.on('error', () => {})
    broken.write('{"pairing')
    await new Promise((resolve) => setTimeout(resolve, 50))
    broken.destroy()
    expect((await server.call('/health')).status).toBe(200)
  })

  it('says how many more requests an address takes, and refuses the next with too_many_requests', async () => {
    const strict = await startTestServer(database.appUrl, (config) => ({ ...config, rateLimits: { ...config.rateLimits, pair: 2 } }))
    const attempt = () => strict.call('/v1/terminal/pair', { body: {} })
    await attempt()
    await attempt()
    const answer = await attempt()
    expectProblem(answer, 'too_many_requests')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    await strict.stop()
  })

  it('sends no page, no sniffable type and no framing permission with its data', async () => {
    const { headers } = await server.call('/v1/nothing')
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('cache-control')).toBe('no-store')
  })
})
