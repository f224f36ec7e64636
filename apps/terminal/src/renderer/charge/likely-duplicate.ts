import type { TerminalLog } from '../log/index.ts'

/** The same card and amount within this time is asked about before it is charged again. */
export const DUPLICATE_WITHIN_MS = 2 * 60_000
const KEPT = 50

export type RecentSale = { entryId: string; card: string; amount: number; atMs: number }

/** The earlier sale that a new one looks like, or null. */
export function likelyDuplicate(recent: readonly RecentSale[], card: string, amount: number, nowMs: number): RecentSale | null {
  return recent.find((sale) => sale.card === card && sale.amount === amount && nowMs - sale.atMs < DUPLICATE_WITHIN_MS) ?? null
}

/** The log's last sales, oldest first: neither a kill nor another window makes the till forget whom it has just charged. */
export async function salesOnRecord(log: Pick<TerminalLog, 'entries'>): Promise<RecentSale[]> {
  const { entries } = await log.entries({ kind: 'charge', limit: KEPT })
  const sales = entries.map(({ id, card, body }) => {
    if (body.kind !== 'charge' || card === null) return null
    return { entryId: id, card, amount: body.amount, atMs: Date.parse(body.recordedAt) }
  })
  return sales.filter((sale) => sale !== null).toReversed()
}

/** The recent sales after one more: the newest first, and no more than can matter. */
export function withSale(recent: readonly RecentSale[], sale: RecentSale): RecentSale[] {
  return [sale, ...recent].filter(({ atMs }) => sale.atMs - atMs < DUPLICATE_WITHIN_MS).slice(0, KEPT)
}
