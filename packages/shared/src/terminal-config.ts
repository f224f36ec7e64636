import { z } from 'zod'
import { AnyUuid } from './ids.ts'
import { Instant, Sha256 } from './entry.ts'
import { AmountMinor, Currency, DiscountPermille } from './money.ts'
import { ExportRecipient } from './log-export.ts'
import { MerchantPolicy } from './offline-policy.ts'
import { PublicKey } from './pairing.ts'

/** A key that payment codes are signed with. Published at least 7 days before its first use. */
export const CodeSigningKey = z.object({
  keyId: z.int().min(0).max(255),
  publicKey: PublicKey,
  validFrom: Instant,
  retiredAt: Instant.nullable(),
})

export const RosterEntry = z.object({
  userId: AnyUuid,
  name: z.string(),
  role: z.enum(['cashier', 'manager']),
  /** bcrypt of the PIN; the terminal seals it on the device. Null for a user without a PIN. */
  pinHash: z.string().nullable(),
  /** Somebody else may know this PIN: it signs in, approves nothing, and its owner is asked to choose another. Absent where the server is older. */
  mustChoosePin: z.boolean().optional(),
})
export type RosterEntry = z.infer<typeof RosterEntry>

export const Level = z.object({
  level: z.int().min(0),
  name: z.string(),
  minPoints: z.int().min(0),
  maxPoints: z.int().nullable(),
  discount: DiscountPermille,
})

/** `GET /v1/terminal/config`: all that a terminal needs to sell without a network. Has an ETag; unchanged is a 304. */
export const TerminalConfig = z.object({
  revision: z.string(),
  terminal: z.object({ id: AnyUuid, label: z.string() }),
  merchant: z.object({ id: AnyUuid, code: z.string(), name: z.string(), timeZone: z.string() }),
  currency: Currency,
  /** What final amounts are rounded to, in minor units. */
  roundingStep: AmountMinor.min(1),
  policy: MerchantPolicy,
  /** Above this a recharge at the till needs a manager's approval. */
  rechargeApprovalAbove: AmountMinor.optional(),
  /** The least and most of one recharge, and what a card may hold after it; absent where the server is older. */
  rechargeLimits: z.object({ min: AmountMinor, max: AmountMinor, cardCeiling: AmountMinor }).optional(),
  /** How long after its settlement a charge may be voided without a manager, in seconds; absent where the server is older. */
  voidLeaveS: z.int().min(0).optional(),
  codeKeys: z.array(CodeSigningKey),
  /** Hashes of codes revoked within their life. */
  revokedCodes: z.array(Sha256),
  roster: z.array(RosterEntry),
  levels: z.array(Level),
  /** Whether a code may be charged more than once. */
  codeUses: z.enum(['one', 'many']),
  minApp: z.string(),
  /** Whom an export of the log is encrypted to; absent where the server is older. */
  exportRecipient: ExportRecipient.optional(),
})
export type TerminalConfig = z.infer<typeof TerminalConfig>
