import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../embedded-postgres.ts'
import { inRoot } from '../root.ts'

const READY = 'Ctrl-C stops everything'

/** `npm start` as a person does it, in a process group of its own as a terminal makes one. */
describe('npm start', () => {
  let dataDir: string
  let port: number
  const running = new Set<Started>()

  type Started = { child: ChildProcess; output: () => string; exited: Promise<number | null> }

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'mps-start-'))
    port = await freePort()
  })
  afterAll(async () => {
    for (const started of running) signal(started, 'SIGTERM')
    await Promise.all([...running].map(({ exited }) => exited))
    await rm(dataDir, { recursive: true, force: true })
  })

  function start(): Started {
    const env = { ...process.env, PORT: String(port), MPS_DATA_DIR: dataDir, DATABASE_URL: undefined }
    const child = spawn(process.execPath, ['tools/run.mjs', 'start'], {
      cwd: inRoot(),
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const chunks: string[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
    const started = { child, output: () => chunks.join(''), exited: once(child, 'exit').then(([code]) => code as number | null) }
    running.add(started)
    return started
  }
  function signal({ child }: Started, name: NodeJS.Signals): void {
    try {
      process.kill(-child.pid!, name)
    } catch {
      // The group has gone.
    }
  }
  const ready = async (started: Started) => {
    const isOver = () => started.output().includes(READY) || started.child.exitCode !== null
    await expect.poll(isOver, { timeout: 120_000, interval: 200 }).toBe(true)
    expect(started.output()).toContain(READY)
  }
  const ended = async (started: Started) => {
    running.delete(started)
    return started.exited
  }
  const post = async (path: string, body: unknown) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init)
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const pairingCode = (started: Started) => /pairing code\s+([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(started.output())?.[1]
  const postgresPid = () =>
    readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8').then(
      (text) => Number(text.split('\n')[0]),
      () => null,
    )
  const signIn = () => post('/v1/me/session', { login: 'alice@example.com', password: 'alice-demo' })
  const memberId = async () => ((await signIn()).body['member'] as { id: string }).id

  let firstMember: string

  it('brings up the shop, its pages and its logins, and Ctrl-C stops all of it', async () => {
    const started = start()
    await ready(started)
    for (const page of ['terminal', 'wallet']) {
      const response = await fetch(`http://127.0.0.1:${port}/${page}/`, { headers: { accept: 'text/html' } })
      expect(response.status).toBe(200)
      const html = await response.text()
      const script = /<script[^>]+src="([^"]+)"/.exec(html)?.[1]
      expect((await fetch(new URL(script!, `http://127.0.0.1:${port}/${page}/`))).status).toBe(200)
    }
    firstMember = await memberId()
    const paired = await post('/v1/terminal/pair', {
      pairingCode: pairingCode(started),
      publicKey: Buffer.alloc(32, 7).toString('base64url'),
      app: '1',
    })
    expect(paired).toMatchObject({ status: 201, body: { epoch: 1, label: 'Counter 1' } })
    signal(started, 'SIGINT')
    expect(await ended(started)).toBe(0)
    expect(await postgresPid()).toBeNull()
  })

  it('keeps the data for the second run, also over a kill of everything at once', async () => {
    const second = start()
    await ready(second)
    expect(second.output()).toContain('paired already')
    expect(second.output()).not.toContain('Made the demo shop')
    expect(await memberId()).toBe(firstMember)
    signal(second, 'SIGKILL')
    await ended(second)
    expect(await postgresPid()).not.toBeNull()
    const third = start()
    await ready(third)
    expect(await memberId()).toBe(firstMember)
    third.child.kill('SIGKILL')
    await ended(third)
    // The process that was not killed sees its supervisor go, and ends in order.
    await expect.poll(postgresPid, { timeout: 20_000 }).toBeNull()
  })

  it('says that the port is taken, and starts nothing', async () => {
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    const started = start()
    expect(await ended(started)).toBe(1)
    expect(started.output()).toContain(`Port ${port} is taken`)
    expect(await postgresPid()).toBeNull()
    other.close()
  })
})
