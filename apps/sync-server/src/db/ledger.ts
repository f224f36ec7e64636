import type pg from 'pg'
import { withClient } from './pool.ts'

export type LedgerIdentity = { ledgerId: string; ledgerSince: string }

/**
 * Reads which ledger the database is, once per connection made: a database put in the old one's place (a restored backup) cannot come
 * without new connections, so what is remembered is never another database's.
 */
export function ledgerReader(pool: pg.Pool): () => Promise<LedgerIdentity> {
  let known: Promise<LedgerIdentity> | undefined
  pool.on('connect', () => (known = undefined))
  return async () => {
    if (known) return known
    const identity = await readIdentity(pool)
    known = Promise.resolve(identity)
    return identity
  }
}

/** Also notes it when this database is a restored copy, whose ledger then gets a new id. */
async function readIdentity(pool: pg.Pool): Promise<LedgerIdentity> {
  const { rows } = await withClient(pool, (client) =>
    client.query<LedgerIdentity>('select ledger_id as "ledgerId", ledger_since as "ledgerSince" from app.adopt_ledger_identity()'),
  )
  if (!rows[0]) throw new Error('The database has no ledger identity')
  return rows[0]
}
