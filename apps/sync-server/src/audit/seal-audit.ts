import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'

/** Seals what has been written until there is nothing left behind the horizon, and logs the newest seal: the one anchor that the database's owner cannot rewrite. */
export async function sealAudit(ctx: Context): Promise<string> {
  let sealed = 0
  for (;;) {
    const count = await asServer(ctx, async (client) => {
      const { rows } = await client.query<{ count: number | null }>('select audit.seal_events() as count')
      return rows[0]?.count ?? 0
    })
    sealed += count
    if (count === 0 || ctx.draining) break
  }
  if (sealed > 0) ctx.logger.info(await newestSeal(ctx), 'audit sealed')
  return `${sealed} rows`
}

type Seal = { sealNo: number; sealHash: string }

async function newestSeal(ctx: Context): Promise<Seal | undefined> {
  return asServer(ctx, async (client) => {
    const { rows } = await client.query<Seal>('select seal_no as "sealNo", encode(hash, \'hex\') as "sealHash" from audit.newest_seal()')
    return rows[0]
  })
}

type Checked = { faults: number; sealNo: number | null; rowId: number | null; fault: string | null }

/** A trail of years is read for longer than any request may take. */
const VERIFY_TIMEOUT = '30min'

/** Checks the whole chain; a fault is an alert, and names the first row that is wrong. */
export async function verifyAudit(ctx: Context): Promise<string> {
  const checked = await asServer(ctx, async (client) => {
    await client.query(`set local statement_timeout = '${VERIFY_TIMEOUT}'`)
    const { rows } = await client.query<Checked>(
      'select faults, first_seal as "sealNo", first_row as "rowId", first_fault as fault from audit.check_audit()',
    )
    return rows[0]!
  })
  if (checked.faults === 0) return 'no faults'
  ctx.logger.error(checked, 'the audit trail was tampered with')
  return `${checked.faults} faults, the first: seal ${checked.sealNo ?? 'none'}, row ${checked.rowId ?? 'none'}, ${checked.fault ?? ''}`
}
