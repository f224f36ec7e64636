import { TerminalEvent } from '@mps/shared'
import { createClient } from '@mps/shared/api/client'
import { eventApi } from '@mps/shared/api'
import { serverSentEvents } from '@mps/shared/api/server-sent-events'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { aPayer, aShop, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

describe('what a terminal is told as it happens', () => {
  let database: TestDatabase
  let server: TestServer
  let other: TestServer
  let shop: Shop

  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startTestServer(database.appUrl)
    // A second instance, with the same secrets.
    other = await startTestServer(database.appUrl, (config) => ({ ...config, secrets: server.context.config.secrets }))
  })
  afterAll(async () => {
    await Promise.all([server.stop(), other.stop()])
    await database.drop()
  })
  beforeEach(async () => {
    shop = await aShop(database, server)
  })

  /** Follows the events of the shop's terminal from one instance. */
  async function follow(at: TestServer = server) {
    const token = await shop.device.token()
    const stop = new AbortController()
    const client = createClient(eventApi, { baseUrl: at.url, token: () => token })
    const body = await client.followTerminalEvents({}, { signal: stop.signal, timeoutMs: 60_000 })
    const heard: TerminalEvent[] = []
    const ended = (async () => {
      for await (const data of serverSentEvents(body)) heard.push(TerminalEvent.parse(JSON.parse(data)))
    })().catch(() => {})
    const types = () => heard.map(({ type }) => type)
    await expect.poll(types).toEqual(['hello'])
    return { heard, types, ended, stop: () => stop.abort() }
  }
  const set = (table: string, fields: string, id: string) => database.owner.query(`update ${table} set ${fields} where id = $1`, [id])

  it('is that its configuration may have changed, whoever changed it, and nothing of another merchant’s', async () => {
    const stream = await follow()
    const stranger = await aShop(database, server)
    await set('app.merchants', `name = 'Another name'`, stranger.merchant.merchantId)
    await set('app.terminals', `label = 'Till at the door'`, shop.device.terminalId)
    await expect.poll(stream.types).toEqual(['hello', 'config'])
    await set('auth.users', `name = 'Mei'`, shop.merchant.cashierId)
    await expect.poll(stream.types).toEqual(['hello', 'config', 'config'])
    stream.stop()
  })

  it('is that there are outcomes, also of what another instance settled', async () => {
    const stream = await follow()
    const payer = await aPayer(database, server)
    await shop.till.send(other, [await shop.till.charge(await payer.code())])
    await expect.poll(() => stream.heard.at(-1), { timeout: 5_000 }).toEqual({ type: 'outcome', lastOutcomeNo: 1 })
    stream.stop()
  })

  it('is not told by a settlement itself: money writes notify nobody', async () => {
    const { rows } = await database.owner.query<{ prosrc: string; proname: string }>(
      `select p.proname, p.prosrc from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'app' and p.prosrc ~ 'pg_notify'`,
    )
    expect(rows.map(({ proname }) => proname)).toEqual(['notify_config_change'])
    const listener = await database.owner.connect()
    const heard: string[] = []
    listener.on('notification', ({ payload = '' }) => heard.push(payload))
    await listener.query('listen mps_config')
    const payer = await aPayer(database, server)
    await shop.till.send(server, [await shop.till.charge(await payer.code())])
    await listener.query('select 1')
    listener.release()
    expect(heard).toEqual([])
  })

  it('is that it has been revoked, and then nothing more', async () => {
    const stream = await follow()
    await set('app.terminals', `status = 'revoked', blocked_at = clock_timestamp(), drain_allowed = true`, shop.device.terminalId)
    await stream.ended
    expect(stream.types().at(-1)).toBe('revoked')
  })

  it('comes on one connection: a newer one ends the older', async () => {
    const first = await follow()
    const second = await follow()
    await first.ended
    expect(first.types()).toEqual(['hello', 'bye'])
    second.stop()
  })

  it('goes on after the connection for notifications was lost, with a look at the configuration', async () => {
    const stream = await follow()
    await database.owner.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mps-listen'`)
    await expect.poll(stream.types, { timeout: 10_000 }).toContain('config')
    const before = stream.types().length
    await set('app.terminals', `label = 'Till two'`, shop.device.terminalId)
    await expect.poll(() => stream.types().length, { timeout: 5_000 }).toBeGreaterThan(before)
    stream.stop()
  })

  it('ends when the server stops, which waits for no listener', async () => {
    const third = await startTestServer(database.appUrl, (config) => ({ ...config, secrets: server.context.config.secrets }))
    const stream = await follow(third)
    const startedMs = Date.now()
    await third.stop()
    await stream.ended
    expect(stream.types()).toEqual(['hello', 'bye'])
    expect(Date.now() - startedMs).toBeLessThan(third.context.config.drainTimeoutMs / 2)
  })
})
