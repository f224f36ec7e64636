import type { ShiftFigures } from '@mps/shared'

/** The figures that a late answer can change; those of the drawer come with them. */
export const LATE_PARTS = ['settled', 'lateDeclined', 'declined', 'voided', 'refunds', 'recharges'] as const
export type LatePart = (typeof LATE_PARTS)[number]

/** What has changed since a Z report was made. The report itself never changes. */
export type Supplement = {
  changes: { part: LatePart; count: number; net: number }[]
  /** What expected cash has become more (or less) by. */
  cash: number
  /** What still waits for an answer; while there is any, another supplement may follow. */
  left: { count: number; net: number }
}

/** The supplement to a Z report, or null while nothing has happened since. */
export function supplementOf(z: ShiftFigures, now: ShiftFigures): Supplement | null {
  const changes = LATE_PARTS.flatMap((part) => {
    const [count, net] = [now[part].count - z[part].count, now[part].net - z[part].net]
    return count === 0 && net === 0 ? [] : [{ part, count, net }]
  })
  const cash = now.cash.expected - z.cash.expected
  if (changes.length === 0 && cash === 0) return null
  return { changes, cash, left: leftOf(now) }
}

/** What of a shift is still without an answer: money taken in and given back are not set off against one another. */
export function leftOf({ unsettled, openRefunds, openRecharges }: ShiftFigures): { count: number; net: number } {
  const parts = [unsettled, openRefunds, openRecharges]
  return { count: parts.reduce((sum, part) => sum + part.count, 0), net: parts.reduce((sum, part) => sum + part.net, 0) }
}
