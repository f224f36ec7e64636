import { z } from 'zod'
import { CardType } from './card-number.ts'
import { DeclineCode } from './decline-codes.ts'
import { Instant, PaymentMethod, Sha256 } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { AmountMinor, Currency, DiscountPermille } from './money.ts'
import { plainText } from './text.ts'
import { TypedDigits } from './typed-code.ts'

/** `POST /v1/me/session`: a member signs in. */
export const MemberSignIn = z.strictObject({
  /** Member number, phone or e-mail. */
  login: plainText(3, 120),
  password: z.string().min(1).max(200),
})

/** Also the answer of `POST /v1/me/session/renew`: a valid token for a newer one, up to twelve hours after the password was given. */
export const MemberSession = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().min(1),
  /** From a sign-in and `POST /v1/me/session/refresh`; a renewal by access token brings none. */
  refresh_token: z.string().optional(),
  refresh_expires_in: z.int().min(1).optional(),
  member: z.object({ id: AnyUuid, memberNo: z.string(), name: z.string() }),
  serverTime: Instant,
})
export type MemberSession = z.infer<typeof MemberSession>

export const CardStatus = z.enum(['active', 'frozen', 'lost', 'expired', 'closed'])
export const BindingRole = z.enum(['owner', 'admin', 'member', 'viewer'])

/** A card as the member who may use or see it reads it. */
export const MemberCard = z.object({
  id: AnyUuid,
  cardNo: z.string(),
  cardType: CardType,
  status: CardStatus,
  role: BindingRole,
  balance: AmountMinor,
  points: z.int().min(0),
  level: z.int().nullable(),
  levelName: z.string().nullable(),
  discount: DiscountPermille,
  expiresAt: Instant.nullable(),
  /** False for viewers and blocked cards: the wallet shows no code. */
  mayPay: z.boolean(),
  /** What this member may spend with it, null for no limit of theirs. */
  limitPerCharge: AmountMinor.nullable(),
  limitPerDay: AmountMinor.nullable(),
  /** Whether others can bind themselves to it by a password; null for those who do not decide that. */
  hasBindingPassword: z.boolean().nullable(),
})
export type MemberCard = z.infer<typeof MemberCard>

/** `GET /v1/me/cards`. */
export const MemberCards = z.object({ currency: Currency, cards: z.array(MemberCard), serverTime: Instant })
export type MemberCards = z.infer<typeof MemberCards>

/** `POST /v1/me/cards/:cardId/codes`: issues one code, or a few with later starts for a phone that will be offline. */
export const IssueCodesRequest = z.strictObject({ count: z.int().min(1).max(5).default(1) })

export const IssuedCode = z.object({
  /** The whole text the QR shows. It is never stored at the server and never shown again. */
  code: z.string(),
  codeHash: Sha256,
  validFrom: Instant,
  expiresAt: Instant,
  discount: DiscountPermille,
  offlineLimit: AmountMinor,
  /** What the member reads out, after the card number, where no camera reads the code; absent where the server is older. */
  digits: TypedDigits.optional(),
})
export const IssueCodesResponse = z.object({ codes: z.array(IssuedCode), serverTime: Instant })
export type IssueCodesResponse = z.infer<typeof IssueCodesResponse>

/** `GET /v1/me/codes/:codeHash`: whether the code on the phone's screen is still good, and what was charged on it. */
export const CodeStatus = z.object({
  codeHash: Sha256,
  state: z.enum(['waiting', 'alive', 'spent', 'revoked', 'expired']),
  charge: z
    .object({
      txNo: z.string(),
      merchantName: z.string(),
      final: AmountMinor,
      points: z.int(),
      state: z.enum(['settled', 'declined']),
      code: DeclineCode.nullable(),
      settledAt: Instant,
    })
    .nullable(),
  serverTime: Instant,
})
export type CodeStatus = z.infer<typeof CodeStatus>

/** A transaction of one of the member's cards, as lists have it. */
export const MemberTransaction = z.object({
  txNo: z.string(),
  /** The card that has the money now: what happened on a replaced card belongs to its successor. */
  cardId: AnyUuid,
  txType: z.enum(['payment', 'refund', 'recharge']),
  merchantName: z.string().nullable(),
  rawAmount: AmountMinor,
  finalAmount: AmountMinor,
  /** What of a payment has been given back. */
  refundedAmount: AmountMinor,
  points: z.int(),
  status: z.enum(['processing', 'completed', 'failed', 'refunded']),
  declineCode: DeclineCode.nullable(),
  paymentMethod: PaymentMethod,
  /** A late decline that became a debt: the shop was paid, the card was not charged, and the member owes. */
  isDebt: z.boolean(),
  createdAt: Instant,
})
export type MemberTransaction = z.infer<typeof MemberTransaction>

/** `GET /v1/me/transactions` and `GET /v1/me/cards/:cardId/transactions`: the newest first. */
export const MemberTransactions = z.object({ transactions: z.array(MemberTransaction), next: z.string().nullable() })
export type MemberTransactions = z.infer<typeof MemberTransactions>

/** `GET /v1/me/transactions/:txNo`: one of them, with everything about it that the member may know. */
export const MemberTransactionDetail = MemberTransaction.extend({
  discount: DiscountPermille,
  terminalLabel: z.string().nullable(),
  /** When the code was scanned: earlier than `createdAt` where the shop was offline. */
  scannedAt: Instant.nullable(),
  /** Whether this member showed the code. */
  isMine: z.boolean(),
  /** Who showed it, for a shared card's owner and admins. */
  memberName: z.string().nullable(),
  /** Why a payment was given back, in the shop's words. */
  reason: z.string().nullable(),
  originalTxNo: z.string().nullable(),
  refunds: z.array(z.object({ txNo: z.string(), amount: AmountMinor, createdAt: Instant })),
})
export type MemberTransactionDetail = z.infer<typeof MemberTransactionDetail>
