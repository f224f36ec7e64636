import { z } from 'zod'
import { AmountMinor } from './money.ts'

const Count = z.int().min(0).max(1_000_000)
const Sum = z.strictObject({ count: Count, net: AmountMinor })

/**
 * A shift in figures, all in minor units. What is settled and what is not are never added together. The same rules make them at the
 * terminal (from its log) and at the server (from what it holds of the same run of the log), so the two can be compared to the cent.
 */
export const ShiftFigures = z.strictObject({
  settled: z.strictObject({ count: Count, gross: AmountMinor, net: AmountMinor }),
  /** Captured and without a settlement: not answered yet, or not taken by the server. */
  unsettled: Sum,
  /** Captured without the server, declined by it more than two minutes later. */
  lateDeclined: Sum,
  /** Declined while the member waited. */
  declined: Sum,
  /** Taken back before they were settled. */
  voided: Sum,
  /** Settled refunds, and settled charges that a void gave back. */
  refunds: Sum,
  recharges: Sum,
  /** Refunds and recharges without an answer. */
  openRefunds: Sum,
  openRecharges: Sum,
  /** How often the drawer was opened by hand; absent from the reports of older terminals, which could not. */
  drawerOpenings: Count.optional(),
  cash: z.strictObject({
    float: AmountMinor,
    paidIn: AmountMinor,
    paidOut: AmountMinor,
    sales: AmountMinor,
    recharges: AmountMinor,
    refunds: AmountMinor,
    /** What should be in the drawer; negative where more was paid out than there was. */
    expected: z.int().min(-999_999_999_999).max(999_999_999_999),
  }),
})
export type ShiftFigures = z.infer<typeof ShiftFigures>

/** How many of each note and coin were counted: [value in minor units, pieces], the largest first. */
export const Denominations = z.array(z.tuple([AmountMinor.min(1).max(100_000_00), z.int().min(1).max(100_000)])).max(16)

/** A captured charge that is declined later than this was accepted without the server: a late decline (domain.md). */
export const LATE_AFTER_MS = 2 * 60_000

/** A difference between counted and expected cash above this needs a manager, where the shop's policy names no other limit. */
export const DEFAULT_VARIANCE_LIMIT_MINOR = 100_00
