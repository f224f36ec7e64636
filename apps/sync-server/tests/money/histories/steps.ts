import fc from 'fast-check'
import type { Level } from './model.ts'

/** One thing that happens. Numbers that choose (`card`, `payment`, …) are taken modulo what there is; a choice among nothing is skipped. */
type Charge = { card: number; amount: number; method: 'balance' | 'cash' | 'line'; till: number }
export type EntryStep =
  | ({ do: 'charge' } & Charge)
  | ({ do: 'late' } & Charge)
  | { do: 'stale'; code: number; amount: number; till: number }
  | { do: 'refund'; payment: number; percent: number; till: number }
  | { do: 'void'; payment: number; isLate: boolean; isApproved: boolean }
  | { do: 'void_late'; late: number }
  | { do: 'recharge'; card: number; amount: number; till: number }
  | { do: 'retry'; late: number; percent: number; till: number }
export type Step =
  | EntryStep
  | { do: 'freeze'; card: number }
  | { do: 'unfreeze'; card: number }
  | { do: 'levels'; table: number }
  | { do: 'replay'; entry: number }
  | { do: 'write_off'; late: number }
  | { do: 'debt'; late: number }
  /** All at once, each from where it can; the order that came of it is the database's to choose. */
  | { do: 'together'; steps: EntryStep[] }

/** Tables of levels that an administrator may put in force. */
export const LEVEL_TABLES: readonly (readonly Level[])[] = [
  [
    { level: 1, min: 0, max: 99, discount: 1000 },
    { level: 2, min: 100, max: 299, discount: 950 },
    { level: 3, min: 300, max: null, discount: 875 },
  ],
  [
    { level: 1, min: 0, max: 49, discount: 990 },
    { level: 2, min: 50, max: null, discount: 333 },
  ],
  [{ level: 1, min: 0, max: null, discount: 1000 }],
]

const choice = fc.nat(1000)
// Small ones, ones that a card can hardly pay, and odd ones that round.
const amount = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 400_00 }), fc.constantFrom(99, 100_00, 299_97))
const method = fc.oneof({ weight: 5, arbitrary: fc.constant('balance' as const) }, fc.constantFrom('cash' as const, 'line' as const))
const percent = fc.oneof(fc.integer({ min: 1, max: 110 }), fc.constant(100))

const kind = <const K extends string>(name: K) => fc.constant(name)
const charge = fc.record({ do: kind('charge'), card: choice, amount, method, till: choice })
const refund = fc.record({ do: kind('refund'), payment: choice, percent, till: choice })
const recharge = fc.record({ do: kind('recharge'), card: choice, amount: amount.map((minor) => Math.max(minor, 100)), till: choice })
const voiding = fc.record({ do: kind('void'), payment: choice, isLate: fc.boolean(), isApproved: fc.boolean() })
const voidingLate = fc.record({ do: kind('void_late'), late: choice })
const stale = fc.record({ do: kind('stale'), code: choice, amount, till: choice })
const late = fc.record({ do: kind('late'), card: choice, amount, method: kind('balance'), till: choice })
const retry = fc.record({ do: kind('retry'), late: choice, percent, till: choice })

/** What may happen at the same moment. */
const atOnce: fc.Arbitrary<EntryStep> = fc.oneof(charge, charge, refund, refund, recharge, voiding, voidingLate, stale, retry)

const one: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: charge },
  { weight: 4, arbitrary: refund },
  { weight: 3, arbitrary: recharge },
  { weight: 3, arbitrary: late },
  { weight: 2, arbitrary: retry },
  { weight: 2, arbitrary: voiding },
  { weight: 1, arbitrary: voidingLate },
  { weight: 1, arbitrary: stale },
  { weight: 1, arbitrary: fc.oneof(fc.record({ do: kind('freeze'), card: choice }), fc.record({ do: kind('unfreeze'), card: choice })) },
  { weight: 1, arbitrary: fc.record({ do: kind('levels'), table: fc.nat(LEVEL_TABLES.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ do: kind('replay'), entry: choice }) },
  { weight: 2, arbitrary: fc.oneof(fc.record({ do: kind('write_off'), late: choice }), fc.record({ do: kind('debt'), late: choice })) },
)
const together = fc.record({ do: kind('together'), steps: fc.array(atOnce, { minLength: 2, maxLength: 6 }) })

export const someHistory = fc.record({
  policy: fc.constantFrom('merchant_bears' as const, 'member_debt' as const),
  steps: fc.array(one, { minLength: 5, maxLength: 30 }),
})
export const someConcurrentHistory = fc.record({
  policy: fc.constantFrom('merchant_bears' as const, 'member_debt' as const),
  steps: fc.array(fc.oneof<fc.Arbitrary<Step>[]>(together, together, one), { minLength: 3, maxLength: 10 }),
})
export type SomeHistory = { policy: 'merchant_bears' | 'member_debt'; steps: Step[] }
