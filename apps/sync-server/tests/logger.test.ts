import fs, { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withRequestId } from '../src/http/request-context.ts'
import { createLogger, inTurns } from '../src/logger.ts'

describe('the log', () => {
  const written = (write: (logger: ReturnType<typeof createLogger>) => void) => {
    const lines: string[] = []
    write(createLogger('info', { write: (line) => void lines.push(line) }))
    return lines.join('')
  }

  it('hides secrets and personal values wherever they sit', () => {
    const personal = {
      pin: 'S1',
      phone: 'S2',
      email: 'S3',
      password: 'S4',
      token: 'S5',
      code: 'S6',
      pairingCode: 'S7',
      authorization: 'S8',
    }
    const text = written((logger) => {
      logger.info(personal)
      logger.info({ member: personal })
      logger.info({ request: { headers: personal } })
    })
    expect(text).not.toMatch(/S[1-8]/)
    expect(text.match(/\[hidden\]/g)).toHaveLength(24)
  })

  it('writes the code and message of a database error, and not the row it failed on', () => {
    const error = Object.assign(new pg.DatabaseError('duplicate key', 0, 'error'), {
      code: '23505',
      detail: 'Key (phone)=(+886912345678) exists',
    })
    const text = written((logger) => logger.error({ err: new Error('request failed', { cause: error }) }, 'x'))
    expect(text).toContain('23505')
    expect(text).toContain('duplicate key')
    expect(text).not.toContain('+886912345678')
  })

  it('names the request that a line belongs to', () => {
    const text = written((logger) => withRequestId('request-0001', () => logger.info('inside')))
    expect(JSON.parse(text)).toMatchObject({ requestId: 'request-0001', msg: 'inside', level: 'info', service: 'mps-sync-server' })
  })
})

describe('the log in a file', () => {
  let folder: string
  let file: string
  let fd: number
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mps-log-'))
    file = join(folder, 'server.log')
    fd = openSync(file, 'w')
  })
  afterEach(() => {
    vi.restoreAllMocks()
    closeSync(fd)
    rmSync(folder, { recursive: true })
  })
  const messages = () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { msg: string }).msg)

  it('gets the lines of one turn in one write, whole and in order, and no turn waits for the disk', async () => {
    const logger = createLogger('info', inTurns(fd))
    const [written, synced] = [vi.spyOn(fs, 'writeSync'), vi.spyOn(fs, 'fsyncSync')]
    for (let turn = 0; turn < 2; turn++) {
      for (let i = 0; i < 200; i++) logger.info({ filling: '付'.repeat(100) }, `${turn}-${i}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(messages()).toEqual(Array.from({ length: 400 }, (_, i) => `${Math.floor(i / 200)}-${i % 200}`))
    expect([written.mock.calls.length, synced.mock.calls.length]).toEqual([2, 0])
  })

  it('has a fatal line at once, with what came before it', () => {
    const logger = createLogger('info', inTurns(fd))
    logger.info('before')
    logger.fatal('the end')
    expect(messages()).toEqual(['before', 'the end'])
  })
})
