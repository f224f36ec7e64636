import { z } from 'zod'
import { CardType } from './card-number.ts'
import { Instant } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { AmountMinor, PositiveAmountMinor } from './money.ts'

const scope = {
  /** Of one merchant; of all where it is left out. */
  merchantId: AnyUuid.optional(),
  cardType: CardType.optional(),
}
/** `decline` refuses the charge, `flag` lists it, `alert` tells somebody. */
const AnyAction = z.enum(['decline', 'flag', 'alert'])
const LateAction = z.enum(['flag', 'alert'])
const Subject = z.enum(['card', 'terminal'])
const LimitCount = z.int().min(1).max(100_000)
const WindowSeconds = z.int().min(1).max(86_400)

/** A rule as an administrator writes it: each kind has the limits that it needs and no others. Days and windows go by when a code was scanned. */
export const NewRiskRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('amount_per_charge'), ...scope, limitAmount: PositiveAmountMinor, action: AnyAction }),
  z.strictObject({ kind: z.literal('large_amount'), ...scope, limitAmount: PositiveAmountMinor, action: LateAction }),
  z.strictObject({ kind: z.literal('card_daily_sum'), ...scope, limitAmount: PositiveAmountMinor, action: AnyAction }),
  z.strictObject({ kind: z.literal('card_daily_count'), ...scope, limitCount: LimitCount, action: AnyAction }),
  z.strictObject({
    kind: z.literal('velocity'),
    ...scope,
    subject: Subject,
    limitCount: LimitCount,
    windowSeconds: WindowSeconds,
    action: AnyAction,
  }),
  z.strictObject({ kind: z.literal('failures_per_hour'), ...scope, subject: Subject, limitCount: LimitCount, action: AnyAction }),
  z.strictObject({ kind: z.literal('two_places'), ...scope, windowSeconds: WindowSeconds, action: AnyAction }),
  z.strictObject({ kind: z.literal('suspected_duplicate'), ...scope, windowSeconds: z.int().min(1).max(3600), action: LateAction }),
  z.strictObject({ kind: z.literal('offline_exposure'), ...scope, subject: Subject, limitAmount: PositiveAmountMinor, action: LateAction }),
])
export type NewRiskRule = z.infer<typeof NewRiskRule>

export const RISK_KINDS = [
  'amount_per_charge',
  'large_amount',
  'card_daily_sum',
  'card_daily_count',
  'velocity',
  'failures_per_hour',
  'two_places',
  'suspected_duplicate',
  'offline_exposure',
] as const
const Kind = z.enum(RISK_KINDS)

/** A rule that is or was in force. It never changes: an edit retires it and makes a successor. */
export const RiskRule = z.object({
  id: AnyUuid,
  kind: Kind,
  merchantId: AnyUuid.optional(),
  cardType: CardType.optional(),
  subject: Subject.optional(),
  limitAmount: AmountMinor.optional(),
  limitCount: z.int().optional(),
  windowSeconds: z.int().optional(),
  action: AnyAction,
  isActive: z.boolean(),
  effectiveFrom: Instant,
  retiredAt: Instant.nullable(),
  replaces: AnyUuid.nullable(),
})
export type RiskRule = z.infer<typeof RiskRule>
export const RiskRules = z.object({ rules: z.array(RiskRule) })

/** What somebody who looked at a hit says it was. */
export const RiskVerdict = z.enum(['harmless', 'fraud', 'mistake'])
export const ReviewRiskHitRequest = z.strictObject({ verdict: RiskVerdict })

/** A charge that met a rule. */
export const RiskHit = z.object({
  id: AnyUuid,
  ruleId: AnyUuid,
  kind: Kind,
  action: AnyAction,
  /** What was measured: minor units, a number of charges, or the seconds between the two of a pair. Null for hits from within a settlement. */
  observed: z.int().nullable(),
  merchantId: AnyUuid,
  terminalId: AnyUuid,
  terminalLabel: z.string(),
  cardSuffix: z.string().nullable(),
  entryId: AnyUuid,
  txNo: z.string().nullable(),
  amount: AmountMinor.nullable(),
  scannedAt: Instant.nullable(),
  /** The other of a pair. */
  relatedEntryId: AnyUuid.nullable(),
  relatedTxNo: z.string().nullable(),
  verdict: RiskVerdict.nullable(),
  reviewedBy: AnyUuid.nullable(),
  reviewedAt: Instant.nullable(),
  createdAt: Instant,
})
export type RiskHit = z.infer<typeof RiskHit>
export const RiskHits = z.object({ hits: z.array(RiskHit), next: z.string().nullable() })
export type RiskHits = z.infer<typeof RiskHits>
