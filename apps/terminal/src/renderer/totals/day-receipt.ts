import type { PaymentMethod } from '@mps/shared'
import { blank, pair, type Receipt, type ReceiptLine, rule, text } from '../receipt/receipt.ts'
import { personName, printedMoney, printedTime, receiptFoot, receiptHead, type ReceiptFacts } from '../receipt/receipt-facts.ts'
import type { DayBreakdown, Share } from './day-breakdown.ts'
import type { LocalTotals } from './local-totals.ts'

export type DayReport = { day: string; at: string; totals: LocalTotals; breakdown: DayBreakdown }

/** A business day of this terminal on paper: how it stood when it was printed. */
export function dayReceipt({ day, at, totals, breakdown }: DayReport, facts: ReceiptFacts): Receipt {
  const { t } = facts
  const title = t('day.report', { day })
  const parts = (['settled', 'recorded', 'declined'] as const).flatMap((part) => [
    pair(t(`totals.${part}`), String(totals[part].count), { isBold: part === 'settled' }),
    pair('', printedMoney(totals[part].net, facts), { isBold: part === 'settled' }),
  ])
  const lines = [
    ...receiptHead(facts),
    text(title, { align: 'centre', isBold: true, isLarge: true }),
    pair(t('receipt.time'), printedTime(at, facts)),
    rule,
    ...parts,
    ...shareLines(t('day.byHour'), breakdown.hours, (hour) => `${hour}:00`, facts),
    ...shareLines(t('day.byCashier'), breakdown.cashiers, (userId) => personName(userId, facts), facts),
    ...shareLines(t('day.byMethod'), breakdown.methods, (method) => t(`method.${method as PaymentMethod}`), facts),
    ...receiptFoot(facts),
  ]
  return { title, lines, opensDrawer: false }
}

function shareLines<K extends string | number>(
  title: string,
  shares: readonly Share<K>[],
  nameOf: (key: K) => string,
  facts: ReceiptFacts,
): ReceiptLine[] {
  if (shares.length === 0) return []
  const lines = shares.map(({ key, count, net }) => pair(`${nameOf(key)} (${count})`, printedMoney(net, facts)))
  return [blank, text(title, { isBold: true }), ...lines]
}

/** The same as a table for a spreadsheet: comma-separated, quoted where needed, amounts with two decimals and no separators (RFC 4180). */
export function dayCsv({ day, totals, breakdown }: DayReport, facts: Pick<ReceiptFacts, 't' | 'config'>): string {
  const { t } = facts
  const rows: string[][] = [[t('day.csv.group'), t('day.csv.name'), t('totals.count'), t('day.csv.net')]]
  const push = (group: string, name: string, { count, net }: { count: number; net: number }) =>
    rows.push([group, name, String(count), decimalOf(net)])
  for (const part of ['settled', 'recorded', 'declined'] as const) push(day, t(`totals.${part}`), totals[part])
  for (const hour of breakdown.hours) push(t('day.byHour'), `${hour.key}:00`, hour)
  for (const cashier of breakdown.cashiers) push(t('day.byCashier'), personName(cashier.key, facts), cashier)
  for (const method of breakdown.methods) push(t('day.byMethod'), t(`method.${method.key as PaymentMethod}`), method)
  return rows.map((row) => row.map(csvField).join(',')).join('\r\n') + '\r\n'
}

function decimalOf(minor: number): string {
  const sign = minor < 0 ? '-' : ''
  const abs = Math.abs(minor)
  return `${sign}${Math.trunc(abs / 100)}.${String(abs % 100).padStart(2, '0')}`
}

// A name that begins like a formula would be one in a spreadsheet.
function csvField(value: string): string {
  const harmless = /^[=+@\t\r]|^-(?!\d)/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
