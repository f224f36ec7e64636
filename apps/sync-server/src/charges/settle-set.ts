import type { RejectionCode } from '@mps/shared'
import type { Context } from '../context.ts'
import { withClient } from '../db/pool.ts'
import { moneyEntryArguments, settlesAlone, SETTLE_MONEY } from '../money/settle-money-entry.ts'
import { chargeSetArguments, type Contact, type SetEntry } from './charge-set.ts'

/** What became of one entry of a set. `answer` is the JSON text of its outcome, as it is stored. */
export type SetResult =
  | { status: 'final' | 'replayed'; answer: string }
  | { status: 'rejected'; code: RejectionCode }
  | { status: 'busy' }
  | { status: 'needs_verdict' }

type Row = { status: SetResult['status']; code: RejectionCode | null; answer: string | null }

const PLACES = Array.from({ length: 34 }, (_, i) => `$${i + 1}`).join(', ')
// Rows come in the set's order. Unnamed, so that a transaction pooler of any age may stand between.
const SETTLE = `select s.status, s.code, s.answer from app.merchant_charge_by_qr(${PLACES}) s`

/** Settles a set in one statement and one commit; results in the set's order. Nothing has happened when it throws, or everything has. */
export async function settleSet(
  ctx: Pick<Context, 'pool' | 'settling'>,
  set: readonly SetEntry[],
  contacts: readonly Contact[],
  waitForLocks: boolean,
): Promise<SetResult[]> {
  const [first] = set
  const [text, values] =
    first && settlesAlone(first.entry.body)
      ? [SETTLE_MONEY, moneyEntryArguments(first, contacts, waitForLocks)]
      : [SETTLE, chargeSetArguments(set, contacts, waitForLocks)]
  const { rows } = await withClient(waitForLocks ? ctx.pool : ctx.settling, (client) => client.query<Row>(text, values))
  return rows.map(toResult)
}

function toResult({ status, code, answer }: Row): SetResult {
  if (status === 'rejected') return { status, code: code ?? 'malformed_entry' }
  if (status === 'final' || status === 'replayed') return { status, answer: answer ?? '' }
  return { status }
}

/**
 * Settles nothing on every settling connection at once, so that no member waits for one to compile the functions and plan their queries, which
 * takes as long as some fifty charges.
 */
export async function warmUp(ctx: Pick<Context, 'pool' | 'settling'>): Promise<void> {
  await Promise.all(Array.from({ length: ctx.settling.options.max }, () => settleSet(ctx, [], [], false)))
}
