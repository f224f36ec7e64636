import { HeartbeatResponse, OutcomesResponse, Problem, TerminalTotals } from '@mps/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aDevice, type Device } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

describe('a paired terminal without entries', () => {
  let database: TestDatabase
  let server: TestServer
  let device: Device
  let token: string

  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startTestServer(database.appUrl)
    device = await aDevice(database, server)
    token = await device.token()
  })
  afterAll(async () => {
    await server.stop()
    await database.drop()
  })

  const report = { epoch: 1, lastSeq: 3, queueDepth: 2, queueSum: 12_345, oldestAgeS: 60, clockOffsetMs: -120, app: '1.2.3' }

  it('is told by a heartbeat what the server holds of it and which configuration is current', async () => {
    const answer = await server.call('/v1/terminal/heartbeat', { token, body: report })
    expect(answer.status).toBe(200)
    const held = HeartbeatResponse.parse(answer.body)
    const config = await server.call('/v1/terminal/config', { token })
    expect(held).toMatchObject({ heldSeq: 0, lastOutcomeNo: 0, configRevision: config.body['revision'] })
  })

  it('leaves its queue and clock with the server', async () => {
    await server.call('/v1/terminal/heartbeat', { token, body: report })
    const { rows } = await database.owner.query(
      'select queue_depth, queue_sum, queue_oldest_age_s, clock_offset_ms, app_version from app.terminals where id = $1',
      [device.terminalId],
    )
    expect(rows).toEqual([{ queue_depth: 2, queue_sum: '123.45', queue_oldest_age_s: 60, clock_offset_ms: -120, app_version: '1.2.3' }])
  })

  it('has no outcomes, and sees none of another terminal', async () => {
    const answer = await server.call('/v1/terminal/outcomes?after=0', { token })
    expect(answer.status).toBe(200)
    expect(OutcomesResponse.parse(answer.body)).toMatchObject({ outcomes: [], lastOutcomeNo: 0 })
  })

  it('has empty totals of today and of any day', async () => {
    const today = TerminalTotals.parse((await server.call('/v1/terminal/totals', { token })).body)
    expect(today.settled).toEqual({ count: 0, gross: 0, discount: 0, net: 0 })
    const named = TerminalTotals.parse((await server.call('/v1/terminal/totals?day=2026-02-28', { token })).body)
    expect(named.day).toBe('2026-02-28')
  })

  it.each([
    ['/v1/terminal/outcomes?after=-1', 'after'],
    ['/v1/terminal/outcomes?after=1e99', 'after'],
    ['/v1/terminal/outcomes?after=1&after=2', 'after'],
    ['/v1/terminal/outcomes?limit=501', 'limit'],
    [`/v1/terminal/totals?day=2026-02-30`, 'day'],
    [`/v1/terminal/totals?day=${encodeURIComponent("2026-01-01'; drop table app.transactions")}`, 'day'],
  ])('is told the path of what is wrong in %s', async (path, field) => {
    const answer = await server.call(path, { token })
    expect(answer.status).toBe(422)
    expect(Problem.parse(answer.body).errors?.map((error) => error.path)).toEqual([field])
  })

  it('keeps its ledger identity over restarts of the server', async () => {
    const other = await startTestServer(database.appUrl, (config) => ({
      ...config,
      secrets: { ...config.secrets, ...server.context.config.secrets },
    }))
    const ask = async (on: TestServer) => (await on.call('/v1/terminal/outcomes', { token })).body['ledgerId']
    expect(await ask(other)).toBe(await ask(server))
    await other.stop()
  })
})
