import { z } from 'zod'
import { CardType } from './card-number.ts'
import { Instant, PaymentMethod } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { AmountMinor, Currency } from './money.ts'
import { BusinessDay } from './totals.ts'

const Count = z.int().min(0)
const Sum = z.object({ count: Count, amount: AmountMinor })

const part = {
  payments: z.object({ count: Count, gross: AmountMinor, discount: AmountMinor, net: AmountMinor }),
  /** The part of `payments` that was captured at the till on an earlier day. */
  capturedEarlier: z.object({ count: Count, net: AmountMinor }),
  refunds: Sum,
  recharges: Sum,
  declined: z.object({ count: Count, gross: AmountMinor }),
  fees: AmountMinor,
}
const Queued = z.object({ count: Count, amount: AmountMinor, oldestAgeS: Count.nullable() })

/** A merchant's totals of a run of its business days. A charge counts on the day and hour when it settled, so a day that is over never changes. */
export const MerchantTotals = z.object({
  merchantId: AnyUuid,
  firstDay: BusinessDay,
  lastDay: BusinessDay,
  timeZone: z.string(),
  currency: Currency,
  total: z.object(part),
  byDay: z.array(z.object({ day: BusinessDay, ...part })),
  byHour: z.array(z.object({ hour: z.int().min(0).max(23), ...part })),
  byTerminal: z.array(z.object({ terminalId: AnyUuid.nullable(), label: z.string().nullable(), ...part })),
  byCashier: z.array(z.object({ cashierId: AnyUuid.nullable(), name: z.string().nullable(), ...part })),
  byCardType: z.array(z.object({ cardType: CardType.nullable(), ...part })),
  byMethod: z.array(z.object({ method: PaymentMethod, ...part })),
  /** What the terminals said at their last heartbeat that they had still to send; in no total yet. */
  queued: Queued,
})
export type MerchantTotals = z.infer<typeof MerchantTotals>

/** What a terminal says it has made against what the server holds of it. */
export const TerminalCount = z.object({
  terminalId: AnyUuid,
  label: z.string(),
  status: z.enum(['active', 'revoked']),
  lastSeenAt: Instant.nullable(),
  appVersion: z.string().nullable(),
  epoch: Count,
  made: Count,
  held: Count,
  queued: Queued,
  /** `queued`: not here, and the terminal says that it still has as many to send. `missing`: not here and not waiting either. */
  difference: z.enum(['even', 'queued', 'missing']),
  /** The first twenty numbers that are not here. */
  missingSeqs: z.array(z.int().min(1)),
})
export const TerminalCounts = z.object({ terminals: z.array(TerminalCount) })
export type TerminalCounts = z.infer<typeof TerminalCounts>
