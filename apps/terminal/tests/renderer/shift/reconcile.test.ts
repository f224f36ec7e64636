import type { HeldEntry, TerminalShift } from '@mps/shared'
import { describe, expect, it } from 'vitest'
import type { LogEntry } from '../../../src/renderer/log/index.ts'
import { reconcile } from '../../../src/renderer/shift/reconcile.ts'
import { shiftFigures } from '../../../src/renderer/shift/shift-figures.ts'

const NOON = '2026-11-23T04:00:00.000Z'

function aCharge(seq: number, outcome: unknown): LogEntry {
  const body = { kind: 'charge', amount: 100_00, method: 'balance', quoted: { discount: 900, final: 90_00 }, recordedAt: NOON }
  return { id: `c${seq}`, epoch: 1, seq, kind: 'charge', body, outcome } as unknown as LogEntry
}
const settled = { state: 'settled', final: 90_00, settledAt: NOON }
const held = (seq: number, state: string, net = 90_00): HeldEntry => [1, seq, 'charge', state, net]

function compared(entries: LogEntry[], server: HeldEntry[], serverEntries = entries) {
  const figures = shiftFigures(entries)
  const now = shiftFigures(serverEntries)
  return reconcile({ entries, figures }, { now, entries: server } as unknown as TerminalShift)
}

describe('a shift on both sides', () => {
  it('agrees where every entry and every figure does', () => {
    const entries = [aCharge(1, settled), aCharge(2, { state: 'declined', code: 'card_frozen', settledAt: NOON })]
    expect(compared(entries, [held(1, 'settled'), held(2, 'declined')])).toMatchObject({ agrees: true, entries: [] })
  })

  it('names what was not sent, what was not answered, and what one side lacks', () => {
    const entries = [aCharge(1, null), aCharge(2, null), aCharge(3, settled)]
    const result = compared(entries, [held(2, 'settled'), held(4, 'settled')])
    expect(result.agrees).toBe(false)
    expect(result.entries.map(({ number, fault }) => [number, fault])).toEqual([
      ['1-1', 'not_sent'],
      ['1-2', 'answer_missing'],
      ['1-3', 'missing_there'],
      ['1-4', 'missing_here'],
    ])
  })

  it('names another state and another amount, and the figures that differ by them', () => {
    const result = compared(
      [aCharge(1, settled), aCharge(2, settled)],
      [held(1, 'declined'), held(2, 'settled', 89_00)],
      [aCharge(2, settled)],
    )
    expect(result.entries.map(({ fault, here, there }) => [fault, here, there])).toEqual([
      ['state', 90_00, 90_00],
      ['amount', 90_00, 89_00],
    ])
    expect(result.rows.filter((row) => row.here !== row.there).map(({ part }) => part)).toEqual(['settled'])
  })
})
