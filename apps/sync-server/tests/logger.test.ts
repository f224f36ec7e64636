import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { withRequestId } from '../src/http/request-context.ts'
import { createLogger } from '../src/logger.ts'

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
