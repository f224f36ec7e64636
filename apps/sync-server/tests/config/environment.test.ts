import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'

const DATABASE_URL = 'postgresql://mps_server:hunter2@localhost/mps'

describe('the configuration', () => {
  it('needs the database and has a default for everything else', () => {
    const config = readConfig({ DATABASE_URL })
    expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, trustedProxies: 0, drainTimeoutMs: 10_000, logLevel: 'info' })
    expect(config.database).toEqual({
      url: DATABASE_URL,
      listenUrl: DATABASE_URL,
      poolMax: 20,
      connectTimeoutMs: 3000,
      statementTimeoutMs: 15_000,
    })
  })

  it('names every bad variable at once', () => {
    const bad = { DATABASE_URL: 'mysql://localhost', PORT: '80a', DATABASE_POOL_MAX: '0', LOG_LEVEL: 'loud' }
    expect(() => readConfig(bad)).toThrow(/DATABASE_URL.*\n.*PORT.*\n.*DATABASE_POOL_MAX.*\n.*LOG_LEVEL/)
    expect(() => readConfig({})).toThrow(/DATABASE_URL/)
  })

  it('never repeats a value, which may be a secret', () => {
    const read = () => readConfig({ DATABASE_URL: 'ftp://mps_server:hunter2@localhost/mps', PORT: 'hunter3' })
    expect(read).toThrow('PORT')
    expect(read).not.toThrow(/hunter/)
  })
})
