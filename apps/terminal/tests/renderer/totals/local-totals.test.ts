import { describe, expect, it } from 'vitest'
import type { TerminalTotals } from '@mps/shared'
import type { LogEntry } from '../../../src/renderer/log/index.ts'
import { differences } from '../../../src/renderer/totals/compare-totals.ts'
import { businessDay, localTotals } from '../../../src/renderer/totals/local-totals.ts'

const ZONE = 'Asia/Taipei'
const DAY = '2026-11-23'
const NOON = '2026-11-23T04:00:00.000Z'

/** A charge of 100.00 for 90.00 in the log. */
function aCharge(outcome: unknown = null, voidedBy: string | null = null): LogEntry {
  const body = { kind: 'charge', amount: 100_00, quoted: { discount: 900, final: 90_00 }, recordedAt: NOON }
  return { kind: 'charge', body, outcome, voidedBy } as unknown as LogEntry
}
const settled = (settledAt = NOON) => ({ state: 'settled', final: 90_00, points: 90, settledAt })
const declined = { state: 'declined', code: 'insufficient_balance', settledAt: NOON }

describe('the totals of a day', () => {
  it('keep settled, recorded and declined apart', () => {
    const totals = localTotals([aCharge(settled()), aCharge(settled()), aCharge(), aCharge(declined)], DAY, ZONE)
    expect(totals.settled).toEqual({ count: 2, gross: 200_00, discount: 20_00, net: 180_00 })
    expect(totals.recorded).toEqual({ count: 1, gross: 100_00, discount: 10_00, net: 90_00 })
    expect(totals.declined.count).toBe(1)
  })

  it('count a charge on the day it settled, in the shop’s zone', () => {
    const lateEvening = '2026-11-23T15:59:59.999Z'
    const midnight = '2026-11-23T16:00:00.000Z'
    expect([businessDay(lateEvening, ZONE), businessDay(midnight, ZONE)]).toEqual(['2026-11-23', '2026-11-24'])
    expect(localTotals([aCharge(settled(lateEvening)), aCharge(settled(midnight))], DAY, ZONE).settled.count).toBe(1)
  })

  it('count a charge that was voided before its answer as neither recorded nor settled', () => {
    const totals = localTotals([aCharge(null, 'void-1')], DAY, ZONE)
    expect([totals.recorded.count, totals.settled.count, totals.voided.count]).toEqual([0, 0, 1])
  })

  it('count a rejected charge for the manager, not as recorded', () => {
    const totals = localTotals([aCharge({ state: 'rejected', code: 'bad_signature' })], DAY, ZONE)
    expect([totals.recorded.count, totals.rejected.count]).toEqual([0, 1])
  })
})

it('name each figure that terminal and server do not share', () => {
  const local = localTotals([aCharge(settled()), aCharge(declined)], DAY, ZONE)
  const part = { count: 2, gross: 200_00, discount: 20_00, net: 180_00 }
  const server: TerminalTotals = {
    day: DAY,
    timeZone: ZONE,
    currency: 'TWD',
    settled: part,
    capturedEarlier: { count: 0, gross: 0, discount: 0, net: 0 },
    declined: { count: 1, gross: 100_00 },
  }
  const differing = differences(local, server).filter((row) => row.difference !== 0)
  expect(differing.map(({ figure, difference }) => [figure, difference])).toEqual([
    ['settled_count', -1],
    ['settled_net', -90_00],
  ])
})
