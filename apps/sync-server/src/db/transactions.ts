import type pg from 'pg'
import { escapeLiteral } from 'pg'
import type { Config } from '../config/config.ts'
import { currentRequestId } from '../http/request-context.ts'
import { withClient } from './pool.ts'

export type Work<T> = (client: pg.PoolClient) => Promise<T>
type Role = 'mps_terminal' | 'mps_member' | 'mps_merchant' | 'mps_admin'
export type Database = { pool: pg.Pool; config: { database: Pick<Config['database'], 'statementTimeoutMs'> } }

/** One transaction as the server itself, before anyone is known: pairing, sign-in, keys. */
export function asServer<T>(ctx: Database, work: Work<T>): Promise<T> {
  return asActor(ctx, null, {}, work)
}

/** One transaction as a terminal: row level security shows it its own rows only. */
export function asTerminal<T>(ctx: Database, terminalId: string, work: Work<T>): Promise<T> {
  return asActor(ctx, 'mps_terminal', { 'sec.actor_id': terminalId }, work)
}

/** One transaction as a member. */
export function asMember<T>(ctx: Database, memberId: string, work: Work<T>): Promise<T> {
  return asActor(ctx, 'mps_member', { 'sec.actor_id': memberId }, work)
}

/** One transaction as a user of one merchant. */
export function asMerchantUser<T>(ctx: Database, user: { userId: string; merchantId: string }, work: Work<T>): Promise<T> {
  return asActor(ctx, 'mps_merchant', { 'sec.actor_id': user.userId, 'sec.merchant_id': user.merchantId }, work)
}

/** One transaction as a platform administrator. */
export function asAdmin<T>(ctx: Database, adminId: string, work: Work<T>): Promise<T> {
  return asActor(ctx, 'mps_admin', { 'sec.actor_id': adminId }, work)
}

function asActor<T>(ctx: Database, role: Role | null, settings: Record<string, string>, work: Work<T>): Promise<T> {
  return withClient(ctx.pool, (client) => inTransaction(client, opening(ctx, role, settings), work))
}

/**
 * Begin, role, actor and time limit in one round trip. All of it is local to the transaction, so a transaction pooler may hand the
 * connection to anyone afterwards.
 */
function opening({ config }: Database, role: Role | null, settings: Record<string, string>): string {
  const locals = {
    ...settings,
    'sec.request_id': currentRequestId() ?? '',
    statement_timeout: String(config.database.statementTimeoutMs),
  }
  const lines = Object.entries(locals).map(([name, value]) => `set local ${name} = ${escapeLiteral(value)}`)
  return ['begin', ...(role ? [`set local role ${role}`] : []), ...lines].join('; ')
}

async function inTransaction<T>(client: pg.PoolClient, open: string, work: Work<T>): Promise<T> {
  await client.query(open)
  let result: T
  try {
    result = await work(client)
  } catch (error) {
    // The first error is the one to report, also when the connection is gone and cannot roll back.
    await client.query('rollback').catch(() => {})
    throw error
  }
  const { command } = await client.query('commit')
  // PostgreSQL answers a commit of a failed transaction with a roll-back and no error.
  if (command !== 'COMMIT') throw new Error('The transaction was rolled back: an error inside it was swallowed')
  return result
}
