import { sealAudit, verifyAudit } from '../audit/seal-audit.ts'
import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { expireCards } from './expire-cards.ts'
import { generateDueSettlements } from './generate-settlements.ts'
import { judgeRisk } from './judge-risk.ts'

/** Something that has to be done now and then by one of the instances. Doing it twice, or a day late, does no harm. */
export type Job = {
  name: string
  everyS: number
  /** After so long without an end, another instance takes it over. */
  leaseS: number
  /** May take minutes: runs beside the others, which do not wait for it. */
  isLong?: true
  /** Returns a line about what it did. Ends early when the server is draining. */
  run(ctx: Context): Promise<string>
}

const MINUTE = 60
const HOUR = 60 * MINUTE

/** A job that is one database function. */
const calls = (name: string, everyS: number, sql: string): Job => ({
  name,
  everyS,
  leaseS: Math.max(2 * everyS, 10 * MINUTE),
  run: (ctx) => call(ctx, sql),
})

async function call(ctx: Context, sql: string): Promise<string> {
  return asServer(ctx, async (client) => {
    // A request's limit is none for a job that nobody waits for.
    await client.query(`set local statement_timeout = '30min'`)
    const { rows } = await client.query<{ result: unknown }>(`select to_jsonb(r) as result from (${sql}) r`)
    return JSON.stringify(rows[0]?.result ?? null)
  })
}

export const JOBS: Job[] = [
  { name: 'risk', everyS: 5, leaseS: 5 * MINUTE, run: judgeRisk },
  { name: 'settlements', everyS: 15 * MINUTE, leaseS: HOUR, isLong: true, run: generateDueSettlements },
  { name: 'audit-seal', everyS: MINUTE, leaseS: 10 * MINUTE, run: sealAudit },
  { name: 'audit-check', everyS: 24 * HOUR, leaseS: 2 * HOUR, run: verifyAudit },
  { name: 'expired-cards', everyS: 10 * MINUTE, leaseS: HOUR, run: expireCards },
  calls('terminal-gaps', MINUTE, 'select app.check_terminal_gaps() as opened'),
  calls('expired-codes', 10 * MINUTE, 'select * from app.cron_rotate_qr_tokens()'),
  calls('expired-intents', MINUTE, 'select app.expire_recharge_intents() as expired'),
  calls('webhook-events', 5, 'select app.derive_webhook_events() as deliveries'),
  calls('old-request-keys', HOUR, 'select app.purge_request_keys() as purged'),
  calls('old-sessions', HOUR, 'select auth.prune_sessions() as pruned'),
  { ...calls('closing', 10 * MINUTE, 'select app.close_ledger() as step'), leaseS: HOUR, isLong: true },
  calls(
    'partitions',
    12 * HOUR,
    `select sum(app.create_monthly_partition((date_trunc('month', now() at time zone 'UTC') + make_interval(months => m))::date)) as made
     from generate_series(0, 3) m`,
  ),
]
