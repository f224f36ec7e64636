import { z } from 'zod'
import { Instant } from './entry.ts'
import { AmountMinor, Currency, DiscountPermille } from './money.ts'
import { CodeSigningKey, Level } from './terminal-config.ts'
import { plainText } from './text.ts'

/** The five values that a code's offline limit can have, ascending from 0. */
export const OfflineLimitSteps = z
  .array(AmountMinor)
  .length(5)
  .refine((steps) => steps[0] === 0 && steps.every((step, i) => i === 0 || step > steps[i - 1]!), 'ascending from 0')

const fields = {
  currency: Currency,
  /** What final amounts are rounded to, in minor units. */
  roundingStep: AmountMinor.min(1).max(100_00),
  codeUses: z.enum(['one', 'many']),
  codeTtlS: z.int().min(5).max(65_535),
  offlineLimitSteps: OfflineLimitSteps,
  lateArrivalDays: z.int().min(1).max(365),
  minApp: z.string().regex(/^\d{1,4}\.\d{1,4}\.\d{1,4}$/),
  /** Of one recharge by a till or a member. */
  rechargeMin: AmountMinor.min(1),
  rechargeMax: AmountMinor.min(1),
  /** What a card may hold after any recharge; not less than the most of one. */
  cardBalanceCeiling: AmountMinor.min(1),
  /** A recharge at a till above this needs a manager's approval. */
  rechargeApprovalAbove: AmountMinor,
  /** How long after its settlement a till may void a charge without a manager. */
  voidLeaveS: z.int().min(0).max(3600),
}
/** The platform's settings; the currency is fixed once anything was posted. */
export const PlatformSettings = z.object(fields)
export type PlatformSettings = z.infer<typeof PlatformSettings>
export const PlatformSettingsChanges = z
  .strictObject(fields)
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'nothing to change')

/** The active levels; their ranges of points do not overlap. */
export const MembershipLevels = z.object({ levels: z.array(Level) })
/** `PUT /v1/admin/levels`: all of them at once, so that a boundary can move. A level that is left out is kept for the cards that name it. */
export const MembershipLevelsToSet = z.strictObject({
  levels: z
    .array(
      z.strictObject({
        level: z.int().min(0).max(1000),
        name: plainText(1, 40),
        minPoints: z.int().min(0).max(2_000_000_000),
        maxPoints: z.int().min(0).max(2_000_000_000).nullable(),
        discount: DiscountPermille,
      }),
    )
    .min(1)
    .max(50)
    .refine((levels) => new Set(levels.map(({ level }) => level)).size === levels.length, 'each level once'),
})

export const CodeSigningKeys = z.object({ keys: z.array(CodeSigningKey) })
/** `POST /v1/admin/signing-keys`: the new key is published at once and used from then on, at least seven days from now. */
export const RotateSigningKey = z.strictObject({ validFrom: Instant.optional() })

export const Alert = z.object({
  id: z.string(),
  kind: z.string(),
  severity: z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
  objectType: z.string(),
  objectId: z.string().nullable(),
  context: z.record(z.string(), z.unknown()),
  openedAt: Instant,
  resolvedAt: Instant.nullable(),
  acknowledgedAt: Instant.nullable(),
})
export const Alerts = z.object({ alerts: z.array(Alert), next: z.string().nullable() })
