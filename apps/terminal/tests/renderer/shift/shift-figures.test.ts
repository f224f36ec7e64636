import { describe, expect, it } from 'vitest'
import type { LogEntry } from '../../../src/renderer/log/index.ts'
import { countedMinor, denominationsOf, statedPieces } from '../../../src/renderer/shift/denominations.ts'
import { nextZNo, pairShifts, stateOf } from '../../../src/renderer/shift/read-shifts.ts'
import { shiftFigures } from '../../../src/renderer/shift/shift-figures.ts'
import { mayShift, needsVarianceApproval } from '../../../src/renderer/shift/shift-rules.ts'
import { supplementOf } from '../../../src/renderer/shift/supplement.ts'

const NOON = '2026-11-23T04:00:00.000Z'
const SOON = '2026-11-23T04:02:00.000Z'
const LATE = '2026-11-23T04:02:00.001Z'

let made = 0
function anEntry(body: Record<string, unknown>, outcome: unknown = null): LogEntry {
  made += 1
  return {
    id: `e${made}`,
    ordinal: made,
    epoch: 1,
    kind: body['kind'],
    body: { recordedAt: NOON, ...body },
    outcome,
  } as unknown as LogEntry
}
const aCharge = (outcome: unknown = null, fields: Record<string, unknown> = {}) =>
  anEntry({ kind: 'charge', amount: 100_00, method: 'balance', quoted: { discount: 900, final: 90_00 }, ...fields }, outcome)
const settled = { state: 'settled', final: 90_00, points: 90, settledAt: NOON }
const declined = (settledAt: string) => ({ state: 'declined', code: 'insufficient_balance', settledAt })
const figuresOf = shiftFigures

describe('a shift’s figures', () => {
  it('keep every state apart', () => {
    const figures = figuresOf([
      aCharge(settled),
      aCharge(),
      aCharge({ state: 'rejected', code: 'clock_untrusted' }),
      aCharge(declined(SOON)),
      aCharge(declined(LATE)),
      aCharge({ state: 'voided', settledAt: NOON }),
    ])
    expect(figures).toMatchObject({
      settled: { count: 1, gross: 100_00, net: 90_00 },
      unsettled: { count: 2, net: 180_00 },
      declined: { count: 1, net: 90_00 },
      lateDeclined: { count: 1, net: 90_00 },
      voided: { count: 1, net: 90_00 },
    })
  })

  it('call no charge again a late decline: it was made with the server', () => {
    expect(figuresOf([aCharge(declined(LATE), { retryOf: 'e0' })])).toMatchObject({ declined: { count: 1 }, lateDeclined: { count: 0 } })
  })

  it('count how often the drawer was opened by hand, and no money for it', () => {
    const opening = anEntry({ kind: 'drawer_open', reason: 'a coin was stuck' })
    expect(figuresOf([opening, opening])).toMatchObject({ drawerOpenings: 2, cash: { expected: 0 } })
    expect(figuresOf([])).toMatchObject({ drawerOpenings: 0 })
  })

  it('expect in the drawer what came in less what went out, and only cash', () => {
    const figures = figuresOf([
      anEntry({ kind: 'shift_open', float: 1000_00 }),
      anEntry({ kind: 'cash_in', amount: 200_00, reason: 'coins' }),
      anEntry({ kind: 'cash_out', amount: 50_00, reason: 'stamps' }),
      aCharge(settled),
      aCharge(settled, { method: 'cash' }),
      anEntry({ kind: 'recharge', amount: 500_00, method: 'cash' }, { state: 'settled', final: 500_00 }),
      anEntry({ kind: 'recharge', amount: 70_00, method: 'line' }, { state: 'settled', final: 70_00 }),
      anEntry({ kind: 'recharge', amount: 30_00, method: 'cash' }),
      anEntry({ kind: 'refund', amount: 20_00 }, { state: 'settled', final: 20_00, refund: { payOut: 'cash' } }),
      anEntry({ kind: 'refund', amount: 10_00 }, { state: 'settled', final: 10_00, refund: { payOut: 'balance' } }),
      anEntry({ kind: 'refund', amount: 5_00 }, declined(NOON)),
    ])
    expect(figures.cash.expected).toBe(1000_00 + 200_00 - 50_00 + 90_00 + 500_00 - 20_00)
    expect(figures.recharges).toEqual({ count: 2, net: 570_00 })
    expect(figures.openRecharges).toEqual({ count: 1, net: 30_00 })
    expect(figures.refunds).toEqual({ count: 2, net: 30_00 })
  })

  it('count a settled charge that was voided as a payment and a refund, also one of an earlier shift', () => {
    const refund = { txNo: '1', amount: 90_00, payOut: 'cash' }
    const voiding = anEntry({ kind: 'void', chargeId: 'c0' }, { state: 'recorded', effect: 'refunded', refund, settledAt: NOON })
    const late = anEntry({ kind: 'void', chargeId: 'c1' }, { state: 'declined', code: 'approval_needed', settledAt: NOON })
    const figures = figuresOf([voiding, late])
    expect(figures).toMatchObject({ refunds: { count: 1, net: 90_00 }, settled: { count: 0 }, declined: { count: 0 } })
    expect(figures.cash.expected).toBe(-90_00)
  })
})

describe('a supplement', () => {
  it('says what late answers changed and what is left, to the cent', () => {
    const [first, second, third] = [aCharge(), aCharge(), aCharge()]
    const z = figuresOf([first, second, third])
    expect(supplementOf(z, z)).toBeNull()
    const now = figuresOf([{ ...first, outcome: settled } as LogEntry, { ...second, outcome: declined(LATE) } as LogEntry, third])
    expect(supplementOf(z, now)).toEqual({
      changes: [
        { part: 'settled', count: 1, net: 90_00 },
        { part: 'lateDeclined', count: 1, net: 90_00 },
      ],
      cash: 0,
      left: { count: 1, net: 90_00 },
    })
  })
})

describe('a shift', () => {
  const open = (shiftId: string) => anEntry({ kind: 'shift_open', shiftId, float: 0 }) as Parameters<typeof pairShifts>[0][0]
  const close = (shiftId: string, zNo: number) =>
    anEntry({ kind: 'shift_close', shiftId, zNo, counted: 0 }) as Parameters<typeof pairShifts>[1][0]

  it('runs from its opening to its first closing, or to the next opening', () => {
    const [a, b, closed, again, c] = [open('a'), open('b'), close('b', 1), close('b', 2), open('c')]
    const shifts = pairShifts([c, b, a], [again, closed])
    expect(shifts.map(({ shiftId, lastOrdinal }) => [shiftId, lastOrdinal])).toEqual([
      ['c', null],
      ['b', closed.ordinal],
      ['a', b.ordinal - 1],
    ])
    expect(shifts.map(stateOf)).toEqual(['open', 'closed', 'closed'])
  })

  it('has the next number of its epoch, also when the log no longer holds the last', () => {
    const shifts = pairShifts([open('a')], [])
    expect(nextZNo(shifts, 1, 0)).toBe(1)
    expect(nextZNo(shifts, 1, 41)).toBe(42)
    const opened = open('b')
    expect(nextZNo(pairShifts([opened], [close('b', 7)]), 1, 3)).toBe(8)
    expect(nextZNo(pairShifts([opened], [close('b', 7)]), 2, 0)).toBe(1)
  })

  it('takes cash and closes only while it is open, and charges always', () => {
    expect((['none', 'open', 'closed'] as const).map((state) => mayShift(state, 'move_cash'))).toEqual([false, true, false])
    expect((['none', 'open', 'closed'] as const).map((state) => mayShift(state, 'open'))).toEqual([true, false, true])
    expect((['none', 'open', 'closed'] as const).map((state) => mayShift(state, 'charge'))).toEqual([true, true, true])
  })

  it('needs a manager where too much or too little was counted', () => {
    expect([99, 100, 101, -101].map((off) => needsVarianceApproval(1000 + off, 1000, 100))).toEqual([false, false, true, true])
  })

  it('states what was counted piece by piece, the largest first', () => {
    const pieces = { 100_00: 3, 1000_00: 1, 50_00: 0 }
    expect(countedMinor(pieces, 50)).toBe(1300_50)
    expect(statedPieces(pieces)).toEqual([
      [1000_00, 1],
      [100_00, 3],
    ])
    expect(denominationsOf('TWD')[0]).toBe(2000_00)
    expect(denominationsOf('XXX').length).toBeGreaterThan(5)
  })
})
