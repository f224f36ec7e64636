import { z } from 'zod'
import { AmountMinor, Currency } from './money.ts'

/** A day of the merchant's zone. PostgreSQL has no year 0000. */
export const BusinessDay = z.iso.date().regex(/^[1-9]/, 'no such year')

const part = z.object({ count: z.int().min(0), gross: AmountMinor, discount: AmountMinor, net: AmountMinor })

/** `GET /v1/terminal/totals?day=YYYY-MM-DD`: what the server holds of one business day of this terminal, in the merchant's zone. */
export const TerminalTotalsQuery = z.object({ day: BusinessDay.optional() })
export const TerminalTotals = z.object({
  day: BusinessDay,
  timeZone: z.string(),
  currency: Currency,
  settled: part,
  /** The part of `settled` that was captured at the till on an earlier day. */
  capturedEarlier: part,
  declined: z.object({ count: z.int().min(0), gross: AmountMinor }),
})
export type TerminalTotals = z.infer<typeof TerminalTotals>
