import { execFile } from 'node:child_process'
import { lstat, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../embedded-postgres.ts'

describe('the embedded PostgreSQL', () => {
  let folder: string
  let dataDir: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mps-postgres-'))
    dataDir = join(folder, 'data')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const one = async (url: string, text: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query<Record<string, unknown>>(text)
    await client.end()
    return Object.values(rows[0] ?? {})[0]
  }
  /** A process that starts it and then dies without a word, leaving the server running. */
  const startAndDie = () => {
    const module = fileURLToPath(new URL('../embedded-postgres.ts', import.meta.url))
    const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(module)})
      await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} }); process.kill(process.pid, 'SIGKILL')`
    return promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]).catch((error: { signal: string }) => error.signal)
  }

  it('keeps its data from one start to the next, behind a password that only its owner can read', async () => {
    const first = await startEmbeddedPostgres({ dataDir })
    await one(first.url, 'create table kept as select 1 as one')
    await first.stop()
    const second = await startEmbeddedPostgres({ dataDir })
    expect(await one(second.url, 'select count(*)::int from kept')).toBe(1)
    expect((await stat(`${dataDir}.password`)).mode & 0o777).toBe(0o600)
    const wrong = second.url.replace(/:[^:@]+@/, ':wrong@')
    await expect(one(wrong, 'select 1')).rejects.toThrow('password authentication failed')
    await second.stop()
  })

  it('stays where it was asked to be, in a temporary folder that is private too', async () => {
    expect((await lstat(dataDir)).isSymbolicLink()).toBe(false)
    expect((await stat(folder)).mode & 0o066).toBe(0)
  })

  it('writes durably, and takes the settings it is given', async () => {
    const server = await startEmbeddedPostgres({ dataDir, settings: { shared_buffers: '160MB' } })
    for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) expect(await one(server.url, `show ${name}`)).toBe('on')
    expect(await one(server.url, 'show shared_buffers')).toBe('160MB')
    expect(await one(server.url, 'show max_connections')).toBe('200')
    expect(await one(server.url, 'show listen_addresses')).toBe('127.0.0.1')
    await server.stop()
  })

  it('takes over from a process that was killed and left it running', async () => {
    expect(await startAndDie()).toBe('SIGKILL')
    const left = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0]
    const server = await startEmbeddedPostgres({ dataDir })
    const now = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0]
    expect(now).not.toBe(left)
    expect(await one(server.url, 'select count(*)::int from kept')).toBe(1)
    await server.stop()
  })

  it('starts over a pid file that names another living program', async () => {
    await writeFile(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n0\n1\n`)
    const server = await startEmbeddedPostgres({ dataDir })
    expect(await one(server.url, 'select 1')).toBe(1)
    await server.stop('immediate')
    const recovered = await startEmbeddedPostgres({ dataDir })
    expect(await one(recovered.url, 'select count(*)::int from kept')).toBe(1)
    await recovered.stop()
  })

  it('is refused to a second process while the first one lives', async () => {
    const server = await startEmbeddedPostgres({ dataDir })
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow('is in use')
    expect(await one(server.url, 'select 1')).toBe(1)
    await server.stop()
  })

  it('leaves the signals of the process to the process', async () => {
    const before = ['SIGINT', 'SIGTERM', 'beforeExit', 'exit'].map((event) => process.listenerCount(event))
    const other = await startEmbeddedPostgres({ dataDir: join(folder, 'other') })
    expect(['SIGINT', 'SIGTERM', 'beforeExit', 'exit'].map((event) => process.listenerCount(event))).toEqual(before)
    await other.stop()
  })
})
