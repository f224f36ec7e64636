import type { EntryOutcome } from '@mps/shared'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EntryDoc } from '../../../src/renderer/log/entry-doc.ts'
import { displayCharge, displayOf, mergeOutcome, type Situation } from '../../../src/renderer/log/sync-status.ts'

const STATES = ['recorded', 'settled', 'declined', 'voided', 'rejected'] as const
const VOIDS = ['none', 'recorded', 'voided', 'refunded', 'nothing_to_void', 'refused'] as const
const BOOLEANS = [false, true]

const ALL: Situation[] = STATES.flatMap((state) =>
  VOIDS.flatMap((each) =>
    BOOLEANS.flatMap((isAsking) =>
      BOOLEANS.flatMap((isOnline) => BOOLEANS.map((isWithinLimits) => ({ state, isAsking, isOnline, isWithinLimits, void: each }))),
    ),
  ),
)

/** The whole table, written down a second time by hand: what a charge without a void shows. */
const WITHOUT_VOID: Record<string, string> = {
  // asking online within
  'recorded - - -': 'waiting',
  'recorded - - w': 'recorded_not_settled',
  'recorded - o -': 'waiting',
  'recorded - o w': 'recorded_not_settled',
  'recorded a - -': 'waiting',
  'recorded a - w': 'recorded_not_settled',
  'recorded a o -': 'asking',
  'recorded a o w': 'asking',
}
const FINAL: Record<string, string> = { settled: 'paid', declined: 'declined', voided: 'voided', rejected: 'needs_manager' }

function keyOf({ state, isAsking, isOnline, isWithinLimits }: Situation): string {
  return `${state} ${isAsking ? 'a' : '-'} ${isOnline ? 'o' : '-'} ${isWithinLimits ? 'w' : '-'}`
}

describe('what the cashier sees of a charge', () => {
  test.each(ALL.filter((each) => each.void === 'none'))(
    '$state, asking $isAsking, online $isOnline, within $isWithinLimits',
    (situation) => {
      expect(displayCharge(situation)).toBe(FINAL[situation.state] ?? WITHOUT_VOID[keyOf(situation)])
    },
  )

  test.each(ALL.filter((each) => each.void === 'recorded'))(
    'a void that is on record hides everything but a decline and what is voided already: $state',
    (situation) => {
      const isOver = situation.state === 'declined' || situation.state === 'voided'
      expect(displayCharge(situation)).toBe(isOver ? situation.state : 'voiding')
    },
  )

  test.each(ALL.filter((each) => each.void === 'voided' || each.void === 'refunded'))(
    'a void that took the charge back makes it voided, whatever came before: $state, $void',
    (situation) => {
      expect(displayCharge(situation)).toBe(situation.state === 'declined' ? 'declined' : 'voided')
    },
  )

  test.each(ALL.filter((each) => each.void === 'nothing_to_void' || each.void === 'refused'))(
    'a void without effect leaves the charge as it was: $state, $void',
    (situation) => {
      expect(displayCharge(situation)).toBe(displayCharge({ ...situation, void: 'none' }))
    },
  )

  test('only the server makes a charge paid', () => {
    const paid = ALL.filter((situation) => displayCharge(situation) === 'paid')
    expect(new Set(paid.map(({ state }) => state))).toEqual(new Set(['settled']))
  })

  test('nobody waits for a server that is known to be away', () => {
    const asking = ALL.filter((situation) => displayCharge(situation) === 'asking')
    expect(new Set(asking.map(({ isOnline }) => isOnline))).toEqual(new Set([true]))
  })
})

describe('what the cashier sees of other entries', () => {
  const doc = (fields: Partial<EntryDoc>) => ({ kind: 'void', state: 'recorded', outcome: null, ...fields }) as EntryDoc
  const acknowledged = (effect?: 'voided' | 'refunded' | 'nothing_to_void'): EntryOutcome => ({
    id: 'x',
    outcomeNo: 1,
    settledAt: '2026-11-23T09:00:00.000Z',
    state: 'recorded',
    ...(effect && { effect }),
  })

  test.each([
    [{}, 'voiding'],
    [{ outcome: acknowledged('voided') }, 'voided'],
    [{ outcome: acknowledged('refunded') }, 'voided'],
    [{ outcome: acknowledged('nothing_to_void') }, 'noted'],
    [{ state: 'rejected' }, 'needs_manager'],
    [{ state: 'declined' }, 'declined'],
    [{ kind: 'scan_refused' }, 'recorded_not_settled'],
    [{ kind: 'scan_refused', outcome: acknowledged() }, 'noted'],
  ] as const)('%j is %s', (fields, display) => {
    expect(displayOf(doc(fields), false, true)).toBe(display)
  })
})

describe('what an arriving answer does', () => {
  const common = { id: '00000000-0000-7000-8000-000000000001', outcomeNo: 7, settledAt: '2026-11-23T09:00:00.000Z' }
  const settled = (final: number): EntryOutcome => ({ ...common, state: 'settled', txNo: `T${final}`, discount: 1000, final, points: 1 })
  const declined = (code: 'card_frozen' | 'code_expired'): EntryOutcome => ({ ...common, state: 'declined', code, next: 'call_manager' })
  const voided: EntryOutcome = { ...common, state: 'voided' }
  const rejected = (code: 'unknown_key' | 'arrived_too_late'): EntryOutcome => ({ id: common.id, state: 'rejected', code, retryable: true })
  const FINALS = [settled(1), settled(2), declined('card_frozen'), declined('code_expired'), voided]
  const REJECTIONS = [rejected('unknown_key'), rejected('arrived_too_late')]

  test('the first answer is applied, whatever it is', () => {
    for (const answer of [...FINALS, ...REJECTIONS]) expect(mergeOutcome(null, answer)).toBe('apply')
  })

  test('a rejection is no answer: a final one replaces it, the same one says nothing', () => {
    for (const known of REJECTIONS) {
      for (const answer of FINALS) expect(mergeOutcome(known, answer)).toBe('apply')
      for (const answer of REJECTIONS) expect(mergeOutcome(known, answer)).toBe(answer === known ? 'stale' : 'apply')
    }
  })

  test('a final answer is never replaced by another one', () => {
    for (const known of FINALS) {
      for (const answer of FINALS) expect(mergeOutcome(known, answer)).toBe(answer === known ? 'same' : 'divergent')
      for (const answer of REJECTIONS) expect(mergeOutcome(known, answer)).toBe('divergent')
    }
  })

  test('the same decision with other numbers and times is the same answer', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FINALS), fc.integer({ min: 1 }), fc.boolean(), (known, outcomeNo, replayed) => {
        const again = { ...known, outcomeNo, replayed, settledAt: '2026-12-01T00:00:00.000Z', ...('txNo' in known && { txNo: 'other' }) }
        expect(mergeOutcome(known, again as EntryOutcome)).toBe('same')
      }),
    )
  })

  test('a charge that our own void took back is no divergence', () => {
    expect(mergeOutcome(settled(1), voided, true)).toBe('stale')
    expect(mergeOutcome(settled(1), voided, false)).toBe('divergent')
  })
})
