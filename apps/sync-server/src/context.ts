import type pg from 'pg'
import { RUNNING_REPLAYS } from './charges/backlog-lanes.ts'
import { openRefusalNotes, type RefusalNotes } from './audit/refusal-notes.ts'
import { LANES } from './charges/live-lanes.ts'
import type { Config } from './config/config.ts'
import { createPool, createSettlingPool } from './db/pool.ts'
import { type LedgerIdentity, ledgerReader } from './db/ledger.ts'
import { openRateStores, type RateStores } from './http/rate-stores.ts'
import { createLogger, type Logger } from './logger.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { type KeyStore, openKeyStore } from './secrets.ts'
import { type BreachedPasswords, openBreachedPasswords } from './sessions/breached-passwords.ts'
import { openPasswords, type Passwords } from './sessions/passwords.ts'
import { openRevocations, type Revocations } from './sessions/revocations.ts'

/** What every part of the server works with; made once at start, passed along, never global. */
export type Context = {
  config: Config
  logger: Logger
  pool: pg.Pool
  /** The few connections on which charges settle, kept warm; what may wait for a lock takes one of the pool's. */
  settling: pg.Pool
  keys: KeyStore
  metrics: Metrics
  /** bcrypt, off the event loop; one thread for the whole process. */
  passwords: Passwords
  /** Passwords that were found in leaks, where the operator keeps a list. */
  breachedPasswords: BreachedPasswords
  /** What access tokens no longer count for. */
  revocations: Revocations
  /** What was refused, on its way to the audit trail. */
  refusals: RefusalNotes
  /** Where requests are counted: for all instances, or for this one. */
  rateStores: RateStores
  /** Which ledger this database is; terminals send again when it changes. */
  ledger: () => Promise<LedgerIdentity>
  /** True when all that a start must bring to the database is there. */
  started: boolean
  /** True from the first signal to stop: what is running ends, nothing new begins. */
  draining: boolean
  /** Told at the first signal to stop: whoever keeps connections open ends them now. */
  onDrain(end: () => void): void
  /** Takes nothing new from now on. */
  drain(): void
  /** Work to finish between the last request and the closing of the pool, such as a queue of charges. */
  onClose(finish: () => Promise<void>): void
  /** Finishes that work, last registered first, then closes the pool. */
  close(): Promise<void>
}

export async function createContext(config: Config, logger = createLogger(config.logLevel)): Promise<Context> {
  const keys = await openKeyStore(config.secrets)
  const pool = createPool(config.database, logger)
  const settling = createSettlingPool(config.database, logger, LANES + RUNNING_REPLAYS)
  const passwords = openPasswords()
  const breachedPasswords = await openBreachedPasswords(config.breachedPasswordsFile)
  const rateStores = openRateStores(config.redisUrl, logger)
  const refusals = openRefusalNotes({ pool, config }, logger)
  const finishers: (() => Promise<void>)[] = [
    () => refusals.flush(),
    () => passwords.close(),
    () => breachedPasswords.close(),
    () => rateStores.close(),
  ]
  const enders: (() => void)[] = []
  const context: Context = {
    config,
    logger,
    pool,
    settling,
    keys,
    metrics: createMetrics(pool),
    passwords,
    breachedPasswords,
    refusals,
    rateStores,
    revocations: openRevocations(pool),
    ledger: ledgerReader(pool),
    started: false,
    draining: false,
    onDrain: (end) => void enders.push(end),
    drain() {
      context.draining = true
      for (const end of enders) end()
    },
    onClose: (finish) => void finishers.unshift(finish),
    async close() {
      for (const finish of finishers) await finish()
      await Promise.all([settling.end(), pool.end()])
    },
  }
  return context
}
