import { z } from 'zod'
import { Pin } from './approval.ts'
import { Instant } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { MerchantPolicy } from './offline-policy.ts'
import { MerchantRole, NewPassword } from './session.ts'
import { plainText } from './text.ts'

const MerchantName = plainText(1, 80)
/** A name of the tz database, such as `Asia/Taipei`. */
const TimeZone = z.string().regex(/^[A-Za-z][A-Za-z0-9_+/-]{1,40}$/)
/** The platform's share in ten-thousandths: 150 is 1.5 %. */
const FeePermyriad = z.int().min(0).max(10_000)
export const LateDeclinePolicy = z.enum(['merchant_bears', 'member_debt'])
const terms = { name: MerchantName, timeZone: TimeZone, feePermyriad: FeePermyriad, lateDeclinePolicy: LateDeclinePolicy }

/** `POST /v1/admin/merchants`. */
export const NewMerchant = z.strictObject({
  code: z.string().regex(/^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/),
  name: MerchantName,
  timeZone: TimeZone.default('Asia/Taipei'),
  feePermyriad: FeePermyriad.default(0),
  lateDeclinePolicy: LateDeclinePolicy.default('merchant_bears'),
})
export const NewMerchantAnswer = z.object({ id: AnyUuid })
/** `PATCH /v1/admin/merchants/{merchantId}`. The new fee is for charges that settle from now on. */
export const MerchantChanges = z
  .strictObject(terms)
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'nothing to change')

export const MerchantStatus = z.enum(['active', 'suspended'])
export const MerchantSummary = z.object({
  id: AnyUuid,
  code: z.string(),
  name: z.string(),
  timeZone: z.string(),
  status: MerchantStatus,
  blockedAt: Instant.nullable(),
  feePermyriad: FeePermyriad,
  lateDeclinePolicy: LateDeclinePolicy,
  createdAt: Instant,
})
export type MerchantSummary = z.infer<typeof MerchantSummary>
export const MerchantList = z.object({ merchants: z.array(MerchantSummary), next: z.string().nullable() })

/** A revision is made of the newest one with these fields changed. */
export const PolicyChanges = MerchantPolicy.omit({ revision: true })
  .extend({ offlineMaxCount: z.int().min(0).max(2_000_000_000), offlineChargingHours: z.int().min(0).max(8760) })
  .partial()
  .strict()
  .refine((changes) => Object.keys(changes).length > 0, 'nothing to change')
export const PolicyRevision = MerchantPolicy.extend({ createdAt: Instant })
export const PolicyRevisions = z.object({ policies: z.array(PolicyRevision) })
export const NewPolicyAnswer = z.object({ revision: z.int().min(1) })

/** Who works at a shop. */
export const MerchantUser = z.object({
  userId: AnyUuid,
  login: z.string(),
  name: z.string(),
  role: MerchantRole,
  status: z.enum(['active', 'suspended']),
  hasPin: z.boolean(),
  hasPassword: z.boolean(),
  /** Somebody else knows the PIN, or may have found it out: the next sign-in at a terminal asks for a new one. */
  mustChoosePin: z.boolean(),
  since: Instant,
})
export const MerchantRoster = z.object({ users: z.array(MerchantUser) })

/** A new login, or for an admin one that exists, which keeps its name, PIN and password. */
export const NewMerchantUser = z.strictObject({
  login: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,58}[a-z0-9]$/),
  name: plainText(1, 80),
  role: MerchantRole,
  pin: Pin.optional(),
  password: NewPassword.optional(),
})
export const NewMerchantUserAnswer = z.object({ userId: AnyUuid })
export const MerchantUserChanges = z.strictObject({ role: MerchantRole })
/** `PUT …/users/{userId}/pin`; null takes the PIN away. */
export const PinToSet = z.strictObject({ pin: Pin.nullable() })
/** `POST /v1/terminal/roster/{userId}/pin`. */
export const ChoosePin = z
  .strictObject({ pin: Pin, newPin: Pin })
  .refine(({ pin, newPin }) => pin !== newPin, { path: ['newPin'], message: 'another than before' })
