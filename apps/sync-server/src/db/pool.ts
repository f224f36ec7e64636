import pg from 'pg'
import type { Config } from '../config/config.ts'
import type { Logger } from '../logger.ts'
import { DatabaseAwayError } from './error-codes.ts'

const { builtins } = pg.types
const parseDate = pg.types.getTypeParser(builtins.TIMESTAMPTZ)

/** timestamptz as the wire wants it: UTC with milliseconds. */
function instant(text: string): string {
  const value: unknown = parseDate(text)
  return value instanceof Date ? value.toISOString() : text
}

/** A bigint as a number where that is exact, which every count, sequence and amount in minor units is; else its text. */
function integer(text: string): number | string {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}

const PARSERS = new Map<number, (text: string) => unknown>([
  [builtins.TIMESTAMPTZ, instant],
  [builtins.INT8, integer],
  // A business day has no zone; the driver's Date would shift it.
  [builtins.DATE, (text) => text],
])

/** How this server reads PostgreSQL's types. `numeric` stays text, for `minorFromNumeric` alone to parse. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => PARSERS.get(oid) ?? pg.types.getTypeParser(oid, format),
}

/** The pool of connections as `mps_server`; it survives a database that goes away. */
export function createPool(config: Config['database'], logger: Logger): pg.Pool {
  return openPool(config, logger, { max: config.poolMax, idleTimeoutMillis: 30_000 })
}

/**
 * The few connections on which charges settle. A connection's first settlement compiles the functions and plans their queries, which takes
 * as long as fifty more; so these are kept for good, and the load of everything else does not spread settlements over fresh ones.
 */
export function createSettlingPool(config: Config['database'], logger: Logger, connections: number): pg.Pool {
  return openPool(config, logger, { max: connections, idleTimeoutMillis: 0 })
}

function openPool(config: Config['database'], logger: Logger, size: { max: number; idleTimeoutMillis: number }): pg.Pool {
  const pool = new pg.Pool({
    ...size,
    connectionString: config.url,
    connectionTimeoutMillis: config.connectTimeoutMs,
    keepAlive: true,
    application_name: 'mps-sync-server',
    types: typeParsers,
  })
  // Without a listener the loss of an idle connection ends the process.
  pool.on('error', (error) => logger.warn({ err: error }, 'idle database connection lost'))
  return pool
}

/**
 * Borrows a connection for `use`. A connection that breaks meanwhile is thrown away and reported as `DatabaseAwayError`, since the
 * driver's own error for it has no code to go by.
 */
export async function withClient<T>(pool: pg.Pool, use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new DatabaseAwayError(error)
  })
  let lost: Error | undefined
  const onError = (error: Error) => (lost = error)
  client.on('error', onError)
  try {
    return await use(client)
  } catch (error) {
    throw lost ? new DatabaseAwayError(error) : error
  } finally {
    client.off('error', onError)
    client.release(lost)
  }
}
