import type { LogEntry } from '../log/index.ts'
import { businessDay } from './local-totals.ts'

export type Share<K extends string | number> = { key: K; count: number; net: number }
/** A day's settled sales in three ways of looking at them; each adds up to the same. */
export type DayBreakdown = { hours: Share<number>[]; cashiers: Share<string>[]; methods: Share<string>[] }

/** The day before a business day; both are dates of the shop's calendar, YYYY-MM-DD. */
export function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 24 * 3600_000).toISOString().slice(0, 10)
}

/** The hour of an instant in a time zone, 0 to 23. */
export function hourOf(instant: string, timeZone: string): number {
  return Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(new Date(instant)))
}

/** Splits the sales that settled on a day, as the totals count them: by the hour of settlement, by cashier, by method. */
export function dayBreakdown(entries: Iterable<LogEntry>, day: string, timeZone: string): DayBreakdown {
  const hours = new Map<number, Share<number>>()
  const cashiers = new Map<string, Share<string>>()
  const methods = new Map<string, Share<string>>()
  for (const { body, outcome } of entries) {
    if (body.kind !== 'charge' || outcome?.state !== 'settled') continue
    if (businessDay(outcome.settledAt, timeZone) !== day) continue
    add(hours, hourOf(outcome.settledAt, timeZone), outcome.final)
    add(cashiers, body.cashierId, outcome.final)
    add(methods, body.method, outcome.final)
  }
  const byNet = (a: Share<string>, b: Share<string>) => b.net - a.net
  return { hours: everyHour(hours), cashiers: [...cashiers.values()].toSorted(byNet), methods: [...methods.values()].toSorted(byNet) }
}

function add<K extends string | number>(shares: Map<K, Share<K>>, key: K, net: number): void {
  const share = shares.get(key) ?? { key, count: 0, net: 0 }
  shares.set(key, { key, count: share.count + 1, net: share.net + net })
}

/** From the first hour with a sale to the last, the quiet ones between them too. */
function everyHour(hours: ReadonlyMap<number, Share<number>>): Share<number>[] {
  if (hours.size === 0) return []
  const [first, last] = [Math.min(...hours.keys()), Math.max(...hours.keys())]
  return Array.from({ length: last - first + 1 }, (_, i) => hours.get(first + i) ?? { key: first + i, count: 0, net: 0 })
}
