import { z } from 'zod'
import { EntryBody, Instant } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { AmountMinor } from './money.ts'
import { Denominations, ShiftFigures } from './shift.ts'

const PersonName = z.string().nullable()

/** A shift in a list. Whatever its opening or its closing says is null until that entry has arrived. */
export const ShiftSummary = z.object({
  shiftId: AnyUuid,
  terminalId: AnyUuid,
  terminalLabel: z.string(),
  /** Of its Z report: the pairing and the number in it, such as 1-42. */
  zNumber: z.string().nullable(),
  openedAt: Instant.nullable(),
  openedBy: PersonName,
  closedAt: Instant.nullable(),
  closedBy: PersonName,
  approvedBy: PersonName,
  counted: AmountMinor.nullable(),
  /** Counted less expected, in minor units. */
  variance: z.int().nullable(),
})

const report = {
  ...ShiftSummary.shape,
  float: AmountMinor.nullable(),
  note: z.string().nullable(),
  denominations: Denominations,
  /** The Z report as it was signed; it never changes. */
  z: ShiftFigures.nullable(),
  /** The same shift as it stands now: what differs from the Z report is its supplement. */
  now: ShiftFigures.nullable(),
  /** Numbers of the shift's run of the log that the server does not hold. */
  missing: z.int().min(0),
}
export const ShiftReport = z.object(report)

/** `GET /v1/merchant/shifts`, those that the server heard of last first. */
export const MerchantShifts = z.object({ shifts: z.array(ShiftSummary), next: z.string().nullable() })

/** What the server holds of one entry: epoch, number, kind, state (a void's is its effect), amount in minor units. */
export const HeldEntry = z.tuple([
  z.int(),
  z.int(),
  z.enum(EntryBody.options.map((option) => option.shape.kind.value)),
  z.string(),
  z.int(),
])
export type HeldEntry = z.infer<typeof HeldEntry>

/** `GET /v1/terminal/shifts/{shiftId}`: the report, and every entry, so that the terminal can name a difference. */
export const TerminalShift = z.object({ ...report, entries: z.array(HeldEntry) })
export type ShiftSummary = z.infer<typeof ShiftSummary>
export type ShiftReport = z.infer<typeof ShiftReport>
export type MerchantShifts = z.infer<typeof MerchantShifts>
export type TerminalShift = z.infer<typeof TerminalShift>
