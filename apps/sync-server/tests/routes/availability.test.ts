import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../../tools/embedded-postgres.ts'
import { migrate } from '../../src/db/migrate.ts'
import { serverLogin } from '../../src/db/server-login.ts'
import { aPool } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

/** With a PostgreSQL of its own, since it is stopped on purpose. */
describe('the server with its database away', () => {
  let folder: string
  let postgres: EmbeddedPostgres
  let appUrl: string

  const startPostgres = (port?: number) => startEmbeddedPostgres({ dataDir: join(folder, 'data'), ...(port && { port }) })
  const pair = (server: TestServer) =>
    server.call('/v1/terminal/pair', { body: { pairingCode: 'ABCD-2345', publicKey: 'A'.repeat(43), app: '1' } })
  const becomesReady = (server: TestServer) =>
    expect.poll(async () => (await server.call('/ready')).status, { timeout: 15_000, interval: 100 }).toBe(200)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mps-away-'))
    postgres = await startPostgres()
    await migrate(postgres.url)
    appUrl = await serverLogin(postgres.url)
  })
  afterAll(async () => {
    await postgres.stop('immediate')
    await rm(folder, { recursive: true, force: true })
  })

  it.each(['fast', 'immediate'] as const)('answers 503 and recovers by itself after a stop (%s)', async (mode) => {
    const server = await startTestServer(appUrl)
    await becomesReady(server)
    expect((await pair(server)).body).toMatchObject({ status: 409, code: 'pairing_code_wrong' })
    await postgres.stop(mode)

    const refused = await pair(server)
    expect(refused.body).toMatchObject({ status: 503, code: 'database_unavailable' })
    expect(refused.headers.get('retry-after')).toBe('2')
    const ready = await server.call('/ready')
    expect(ready.status).toBe(503)
    expect(ready.body['checks']).toMatchObject({ database: false, serving: true })
    expect((await server.call('/health')).status).toBe(200)

    postgres = await startPostgres(postgres.port)
    await becomesReady(server)
    expect((await pair(server)).body).toMatchObject({ status: 409, code: 'pairing_code_wrong' })
    await server.stop()
  })

  it('starts while the database is away, and becomes ready when it is there', async () => {
    await postgres.stop()
    const server = await startTestServer(appUrl)
    expect((await server.call('/ready')).body['checks']).toMatchObject({ database: false, started: false })
    expect((await pair(server)).status).toBe(503)
    postgres = await startPostgres(postgres.port)
    await becomesReady(server)
    await server.stop()
  })

  it('answers 503 when every connection of the pool is taken for too long', async () => {
    const server = await startTestServer(appUrl, (config) => ({
      ...config,
      database: { ...config.database, poolMax: 1, connectTimeoutMs: 200 },
    }))
    const taken = await server.context.pool.connect()
    expect((await pair(server)).body).toMatchObject({ status: 503, code: 'database_unavailable' })
    taken.release()
    expect((await pair(server)).status).toBe(409)
    await server.stop()
  })

  it('answers 503 when its connection is terminated under a request', async () => {
    const server = await startTestServer(appUrl)
    const owner = aPool(postgres.url)
    const blocker = await owner.connect()
    await blocker.query('begin; lock table auth.pairing_codes in access exclusive mode')
    const waiting = pair(server)
    const blocked = `select pid from pg_stat_activity where wait_event_type = 'Lock' and usename = 'mps_server'`
    await expect.poll(async () => (await owner.query(blocked)).rowCount).toBe(1)
    await owner.query(`select pg_terminate_backend(pid) from (${blocked}) as victims`)
    expect((await waiting).body).toMatchObject({ status: 503, code: 'database_unavailable' })
    await blocker.query('rollback')
    blocker.release()
    expect((await pair(server)).status).toBe(409)
    await Promise.all([server.stop(), owner.end()])
  })

  it('is not ready on a database that another build has migrated', async () => {
    const server = await startTestServer(appUrl)
    await becomesReady(server)
    const owner = aPool(postgres.url)
    await owner.query(`insert into deployment.migrations (name, run_on) values ('9999-of-a-newer-build', now())`)
    const ready = await server.call('/ready')
    expect(ready.status).toBe(503)
    expect(ready.body['checks']).toMatchObject({ database: true, migrations: false })
    await owner.query(`delete from deployment.migrations where name = '9999-of-a-newer-build'`)
    await becomesReady(server)
    await Promise.all([server.stop(), owner.end()])
  })

  it('says which port is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => blocker.once('listening', resolve))
    const address = blocker.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await expect(startTestServer(appUrl, (config) => ({ ...config, port }))).rejects.toMatchObject({ code: 'EADDRINUSE', port })
    blocker.close()
  })
})
