import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServerProcess } from './support/server-process.ts'
import { createTestDatabase, type TestDatabase } from './support/test-database.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

describe('the server process', () => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())

  const pairing = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pairingCode: 'ABCD-2345', publicKey: 'A'.repeat(43), app: '1' }),
  }
  const lockPairing = async () => {
    const blocker = await database.owner.connect()
    await blocker.query('begin; lock table auth.pairing_codes in access exclusive mode')
    return async () => {
      await blocker.query('rollback')
      blocker.release()
    }
  }
  const isBlocked = async () => {
    const { rowCount } = await database.owner.query(
      `select from pg_stat_activity where wait_event_type = 'Lock' and usename = 'mps_server' and datname = current_database()`,
    )
    return rowCount === 1
  }

  it('finishes the request it has taken when it is told to stop, takes no other, and exits with 0', async () => {
    const server = await startServerProcess(database.appUrl)
    const unlock = await lockPairing()
    const taken = fetch(`${server.url}/v1/terminal/pair`, pairing)
    await expect.poll(isBlocked, { timeout: 10_000 }).toBe(true)
    const stopped = server.stop()
    await expect
      .poll(() =>
        fetch(`${server.url}/health`).then(
          () => 'open',
          () => 'closed',
        ),
      )
      .toBe('closed')
    await unlock()
    expect((await taken).status).toBe(409)
    const answeredAt = Date.now()
    expect(await stopped).toBe(0)
    // The client's kept-alive connection does not hold the stop up.
    expect(Date.now() - answeredAt).toBeLessThan(5000)
    expect(server.output()).toContain('server stopped')
    await server.dispose()
  })

  it('cuts what does not finish within the drain time', async () => {
    const server = await startServerProcess(database.appUrl, { DRAIN_TIMEOUT_MS: '300' })
    const unlock = await lockPairing()
    const taken = fetch(`${server.url}/v1/terminal/pair`, pairing).then(
      ({ status }) => status,
      () => 'cut',
    )
    await expect.poll(isBlocked, { timeout: 10_000 }).toBe(true)
    const stopped = server.stop()
    expect(await taken).toBe('cut')
    await unlock()
    expect(await stopped).toBe(0)
    await server.dispose()
  })

  it('comes back with its keys after a SIGKILL', async () => {
    const server = await startServerProcess(database.appUrl)
    const keys = async () => (await database.owner.query('select key_id, public_key from auth.signing_keys order by key_id')).rows
    const before = await keys()
    await server.kill()
    await server.start()
    expect(await keys()).toEqual(before)
    await server.dispose()
  })

  it('refuses to start on a database that knows its key id with another key', async () => {
    const first = await startServerProcess(database.appUrl)
    const { rows } = await database.owner.query<{ key_id: number }>('select key_id from auth.signing_keys order by created_at desc limit 1')
    const { newSecrets } = await import('../src/secrets.ts')
    const other = startServerProcess(database.appUrl, { SECRETS: JSON.stringify(newSecrets(rows[0]!.key_id)) })
    await expect(other).rejects.toThrow('secrets file belongs to another database')
    await first.dispose()
  })

  it('names every bad variable and exits with 1', async () => {
    const failed = promisify(execFile)(process.execPath, [MAIN], { env: { PATH: process.env['PATH'], PORT: 'x', LOG_LEVEL: 'loud' } })
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/DATABASE_URL.*\n.*PORT.*\n.*LOG_LEVEL/) as string,
    })
  })

  it('ends at once at the second signal', async () => {
    const server = await startServerProcess(database.appUrl)
    const unlock = await lockPairing()
    const taken = fetch(`${server.url}/v1/terminal/pair`, pairing).catch(() => null)
    await expect.poll(isBlocked, { timeout: 10_000 }).toBe(true)
    const first = server.stop()
    await expect.poll(() => server.output()).toContain('draining')
    const second = server.stop()
    expect(await Promise.race([first, second])).toBe(1)
    await taken
    await unlock()
    await server.dispose()
  })

  it('writes one JSON document per line and nothing else', async () => {
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'], DATABASE_URL: database.appUrl, PORT: '0', SECRETS: await secretsText() },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    await expect.poll(() => Buffer.concat(chunks).toString(), { timeout: 15_000 }).toContain('server started')
    child.kill('SIGTERM')
    // Not 'exit', which may come before the last of the output has been read.
    await once(child, 'close')
    const lines = Buffer.concat(chunks).toString().trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['server started', 'draining', 'server stopped'])
  })

  const secretsText = async () => JSON.stringify((await import('../src/secrets.ts')).newSecrets(0))
})
