import { describe, expect, it } from 'vitest'
import type { TFunction } from 'i18next'
import type { LogEntry } from '../../../src/renderer/log/index.ts'
import type { ReceiptFacts } from '../../../src/renderer/receipt/receipt-facts.ts'
import { dayBefore, dayBreakdown, hourOf } from '../../../src/renderer/totals/day-breakdown.ts'
import { dayCsv } from '../../../src/renderer/totals/day-receipt.ts'
import { localTotals } from '../../../src/renderer/totals/local-totals.ts'

const ZONE = 'Asia/Taipei'
const DAY = '2026-11-23'

function aSale(settledAt: string | null, { cashierId = 'a', method = 'balance', final = 90_00 } = {}): LogEntry {
  const body = {
    kind: 'charge',
    amount: 100_00,
    method,
    cashierId,
    quoted: { discount: 900, final },
    recordedAt: settledAt ?? `${DAY}T04:00:00.000Z`,
  }
  return { body, outcome: settledAt && { state: 'settled', final, settledAt }, voidedBy: null } as unknown as LogEntry
}

describe('a day', () => {
  const sales = [
    aSale('2026-11-23T01:10:00.000Z'),
    aSale('2026-11-23T01:50:00.000Z', { cashierId: 'b', final: 50_00 }),
    aSale('2026-11-23T04:00:00.000Z', { method: 'cash', final: 10_00 }),
    aSale('2026-11-22T15:59:59.999Z'),
    aSale(null),
  ]

  it('has its hours in the shop’s zone, the quiet ones between them too', () => {
    const { hours } = dayBreakdown(sales, DAY, ZONE)
    expect(hours.map(({ key, count, net }) => [key, count, net])).toEqual([
      [9, 2, 140_00],
      [10, 0, 0],
      [11, 0, 0],
      [12, 1, 10_00],
    ])
    expect([hourOf('2026-11-22T16:00:00.000Z', ZONE), hourOf('2026-11-23T15:59:59.999Z', ZONE)]).toEqual([0, 23])
  })

  it('adds up to its total however it is split', () => {
    const { hours, cashiers, methods } = dayBreakdown(sales, DAY, ZONE)
    const { settled } = localTotals(sales, DAY, ZONE)
    for (const shares of [hours, cashiers, methods]) {
      expect(shares.reduce((sum, { net }) => sum + net, 0)).toBe(settled.net)
      expect(shares.reduce((sum, { count }) => sum + count, 0)).toBe(settled.count)
    }
    expect(cashiers.map(({ key }) => key)).toEqual(['a', 'b'])
  })

  it('before this one has its own sales, and what waits is today’s alone', () => {
    expect([dayBefore('2026-03-01'), dayBefore('2024-03-01'), dayBefore('2026-01-01')]).toEqual(['2026-02-28', '2024-02-29', '2025-12-31'])
    const yesterday = localTotals(sales, dayBefore(DAY), ZONE, DAY)
    expect([yesterday.settled.count, yesterday.recorded.count]).toEqual([1, 0])
    expect(localTotals(sales, DAY, ZONE).recorded.count).toBe(1)
  })

  it('is a file that a spreadsheet reads and does not run', () => {
    const t = ((key: string) => key) as unknown as TFunction
    const config = { roster: [{ userId: 'a', name: '=cmd()|"x", y' }] }
    const facts = { t, config } as unknown as Pick<ReceiptFacts, 't' | 'config'>
    const report = { day: DAY, at: DAY, totals: localTotals(sales, DAY, ZONE), breakdown: dayBreakdown(sales, DAY, ZONE) }
    const lines = dayCsv(report, facts).split('\r\n')
    expect(lines[1]).toBe('2026-11-23,totals.settled,3,150.00')
    expect(lines).toContain(`day.byCashier,"'=cmd()|""x"", y",2,100.00`)
    expect(lines.at(-1)).toBe('')
  })
})
