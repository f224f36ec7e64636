import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'

export type TerminalKey = {
  publicKey: Buffer
  revokedAt: string | null
  merchantId: string
  drainAllowed: boolean
  /** Whether the terminal was paired anew since. */
  isSuperseded: boolean
}
type Row = { public_key: Buffer; revoked_at: string | null; merchant_id: string; drain_allowed: boolean; superseded: boolean }

/** The public key of one pairing of a terminal, or null for one that never was. */
export async function terminalKey(ctx: Context, terminalId: string, epoch: number): Promise<TerminalKey | null> {
  const row = await asServer(ctx, async (client) => {
    const { rows } = await client.query<Row>('select * from auth.terminal_key($1, $2)', [terminalId, epoch])
    return rows[0]
  })
  if (!row?.public_key) return null
  return {
    publicKey: row.public_key,
    revokedAt: row.revoked_at,
    merchantId: row.merchant_id,
    drainAllowed: row.drain_allowed,
    isSuperseded: row.superseded,
  }
}
