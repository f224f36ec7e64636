import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { aCard, aMember } from '../support/builders.ts'
import { codeOf } from '../support/code-of.ts'
import { type Redis, redisBinary, startRedis } from '../support/redis.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { memberTokenOf } from '../support/tokens.ts'

const BINARY = redisBinary()
if (!BINARY)
  console.warn(
    '\n*** SKIPPED: no redis-server on this machine (Debian: apt-get install redis-server). Shared rate limits are not proven here. ***\n',
  )

const LIMIT = 5
let database: TestDatabase
let servers: TestServer[] = []
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()))
})

/** Instances with the same secrets, and so the same keys. */
async function instances(count: number, redisUrl?: string): Promise<TestServer[]> {
  const change = (config: Config): Config => ({
    ...config,
    redisUrl,
    rateLimits: { pair: LIMIT, token: LIMIT, signIn: LIMIT, account: LIMIT },
  })
  const first = await startTestServer(database.appUrl, change)
  servers = [first]
  for (let i = 1; i < count; i++) {
    servers.push(await startTestServer(database.appUrl, (config) => ({ ...change(config), secrets: first.context.config.secrets })))
  }
  return servers
}

const pair = (server: TestServer, from = '203.0.113.7') =>
  server.call('/v1/terminal/pair', {
    body: { pairingCode: 'ABCD-EFGH', publicKey: 'A'.repeat(43), app: '1' },
    headers: { 'x-forwarded-for': from },
  })
const isLimited = (code: string) => code === '429 too_many_requests'
async function limitedOf(times: number, call: (i: number) => ReturnType<TestServer['call']>): Promise<number> {
  const codes = []
  for (let i = 0; i < times; i++) codes.push(codeOf(await call(i)))
  return codes.filter(isLimited).length
}

describe('without Redis', () => {
  it('limits an address on each instance by itself, and says when to come back', async () => {
    const [one, two] = await instances(2)
    expect(await limitedOf(LIMIT + 2, () => pair(one!))).toBe(2)
    expect(await limitedOf(LIMIT, () => pair(two!))).toBe(0)
    const refused = await pair(one!)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60)
  })

  it('limits a person over all addresses of the API, and another person not at all', async () => {
    const [server] = await instances(1)
    const [busy, quiet] = [await memberTokenOf(server!, await aMember(database)), await memberTokenOf(server!, await aMember(database))]
    const paths = ['/v1/me/cards', '/v1/me/sessions', '/v1/me/transactions']
    expect(await limitedOf(LIMIT + 3, (i) => server!.call(paths[i % 3]!, { token: busy }))).toBe(3)
    expect(await limitedOf(LIMIT, () => server!.call('/v1/me/cards', { token: quiet }))).toBe(0)
  })

  it('limits a person’s codes of one card, and not those of the other', async () => {
    const server = await startTestServer(database.appUrl)
    servers = [server]
    const member = await aMember(database)
    const token = await memberTokenOf(server, member)
    const [one, two] = [await aCard(database, { ownerId: member.memberId }), await aCard(database, { ownerId: member.memberId })]
    const issue = (cardId: string) => server.call(`/v1/me/cards/${cardId}/codes`, { token, body: {} })
    expect(await limitedOf(32, () => issue(one.cardId))).toBe(2)
    expect(codeOf(await issue(two.cardId))).toBe('201 ok')
  })
})

describe.skipIf(!BINARY)('with Redis', () => {
  let redis: Redis
  const port = () => Number(new URL(redis.url).port)
  afterEach(async () => {
    await redis.stop().catch(() => {})
  })

  it('counts for all instances together', async () => {
    redis = await startRedis(BINARY ?? '')
    const all = await instances(2, redis.url)
    await connected(all)
    expect(await limitedOf(LIMIT + 4, (i) => pair(all[i % 2]!))).toBe(4)
    const keys = await redis.keys()
    expect(keys.filter((key) => key.startsWith('mps:limit:pair:'))).toHaveLength(1)
    expect(keys.join(' ')).not.toMatch(/127\.0\.0\.1|203\.0\.113/)
  })

  it('counts for each instance while Redis is away, and for all when it is back', async () => {
    redis = await startRedis(BINARY ?? '')
    const all = await instances(2, redis.url)
    await connected(all)
    expect(await limitedOf(LIMIT, (i) => pair(all[i % 2]!))).toBe(0)
    await redis.stop()
    expect(await limitedOf(LIMIT, () => pair(all[0]!))).toBe(0)
    expect(await limitedOf(1, () => pair(all[0]!))).toBe(1)
    expect(all[0]!.log.join('')).toContain('Redis is away')
    redis = await startRedis(BINARY ?? '', port())
    await connected(all)
    expect(await limitedOf(LIMIT + 2, (i) => pair(all[i % 2]!))).toBe(2)
  })

  it('starts without it, and limits nevertheless', async () => {
    redis = await startRedis(BINARY ?? '')
    await redis.stop()
    const [server] = await instances(1, redis.url)
    expect(await limitedOf(LIMIT + 1, () => pair(server!))).toBe(1)
  })

  /** Each instance tells by a key of its own in Redis that it counts there. */
  async function connected(all: TestServer[]): Promise<void> {
    for (const { context } of all) {
      const name = `probe-${Math.random().toString(36).slice(2)}`
      const store = context.rateStores.store(name)
      void store.init?.({ windowMs: 60_000 } as Parameters<NonNullable<typeof store.init>>[0])
      await expect
        .poll(
          async () => {
            await store.increment('x')
            return (await redis.keys()).some((key) => key.includes(name))
          },
          { timeout: 10_000 },
        )
        .toBe(true)
    }
  }
})
