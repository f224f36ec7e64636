import { z } from 'zod'
import { CardNo, CardType } from './card-number.ts'
import { Instant } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { BindingRole, CardStatus } from './me.ts'
import { AmountMinor, DiscountPermille, PositiveAmountMinor } from './money.ts'
import { Reason } from './reason.ts'
import { plainText } from './text.ts'

/**
 * `POST /v1/admin/cards`: a voucher comes with its balance and every other card starts empty; a corporate card has a discount of its own and no
 * other has one.
 */
export const NewCard = z
  .strictObject({
    ownerId: AnyUuid,
    cardType: CardType,
    fixedDiscount: DiscountPermille.optional(),
    balance: PositiveAmountMinor.max(1_000_000_00).optional(),
    expiresAt: Instant.nullish(),
  })
  .refine(({ cardType, fixedDiscount }) => (cardType === 'corporate') === (fixedDiscount !== undefined), {
    path: ['fixedDiscount'],
    message: 'corporate cards, and only they, have one',
  })
  .refine(({ cardType, balance }) => (cardType === 'voucher') === (balance !== undefined), {
    path: ['balance'],
    message: 'vouchers, and only they, are issued with one',
  })
export const NewCardAnswer = z.object({ id: AnyUuid, cardNo: CardNo })

/** A card as a list shows it: its number is masked. */
export const CardSummary = z.object({
  id: AnyUuid,
  cardNo: z.string(),
  cardType: CardType,
  status: CardStatus,
  ownerId: AnyUuid,
  ownerNo: z.string(),
  balance: AmountMinor,
  points: z.int().min(0),
  level: z.int().nullable(),
  expiresAt: Instant.nullable(),
  replacedBy: AnyUuid.nullable(),
  createdAt: Instant,
})
export type CardSummary = z.infer<typeof CardSummary>
export const CardList = z.object({ cards: z.array(CardSummary), next: z.string().nullable() })

/** Who may use a card. Limits in minor units, null for none. */
export const CardMember = z.object({
  memberId: AnyUuid,
  memberNo: z.string(),
  name: z.string(),
  role: BindingRole,
  limitPerCharge: AmountMinor.nullable(),
  limitPerDay: AmountMinor.nullable(),
  boundAt: Instant,
})
export type CardMember = z.infer<typeof CardMember>
export const CardMembers = z.object({ members: z.array(CardMember) })

/** One card with its whole number, for an admin who asked for this one; reading it is audited. */
export const CardDetail = CardSummary.extend({
  discount: DiscountPermille,
  fixedDiscount: DiscountPermille.nullable(),
  blockedAt: Instant.nullable(),
  frozenByPlatform: z.boolean(),
  hasBindingPassword: z.boolean(),
  members: z.array(CardMember),
  /** The cards that this one replaced, the newest first. */
  replaces: z.array(z.object({ cardId: AnyUuid, replacedAt: Instant, balance: AmountMinor, points: z.int().min(0), reason: z.string() })),
})
export type CardDetail = z.infer<typeof CardDetail>

/** `PUT …/members/{memberId}`: the whole of a binding; a limit that is left out is no limit. */
export const Binding = z.strictObject({
  role: BindingRole,
  limitPerCharge: PositiveAmountMinor.nullish(),
  limitPerDay: PositiveAmountMinor.nullish(),
})

/** What lets others bind themselves to a card: told among people, so short ones are allowed, and guessing is locked out. */
export const BindingPassword = plainText(6, 64)
/** `PUT …/binding-password`; null ends the binding by password. */
export const SetBindingPassword = z.strictObject({ password: BindingPassword.nullable() })
/** `POST /v1/me/bindings`. */
export const BindMyself = z.strictObject({ cardNo: CardNo, password: z.string().min(1).max(64) })
export const BoundCard = z.object({ cardId: AnyUuid })

/** `POST /v1/me/cards/{cardId}/replace`. */
export const ReplaceMyCard = z.strictObject({ reason: Reason.default('replaced by its owner') })
/** `POST /v1/admin/cards/{cardId}/replace`; the successor ends when the old card would have unless it says otherwise. */
export const ReplaceCard = z.strictObject({ reason: Reason, expiresAt: Instant.optional() })
export const ReplacedCard = z.object({ cardId: AnyUuid })

/** A code that was issued, by the first eight digits of its hash; the code itself is nowhere. */
export const CodeRecord = z.object({
  id: AnyUuid,
  memberId: AnyUuid,
  discount: DiscountPermille,
  offlineLimit: AmountMinor,
  issuedAt: Instant,
  validFrom: Instant,
  expiresAt: Instant,
  revokedAt: Instant.nullable(),
  spentBy: AnyUuid.nullable(),
})
export const CodeRecords = z.object({ codes: z.array(CodeRecord), next: z.string().nullable() })

/** `POST /v1/admin/codes`: one code for each card, for its owner unless a member is named. */
export const IssueCodesInBulk = z.strictObject({
  cards: z
    .array(z.strictObject({ cardId: AnyUuid, memberId: AnyUuid.optional() }))
    .min(1)
    .max(200),
})
/** The plain codes exist in this answer only. Cards that may have no code now are named, and the others have theirs. */
export const BulkCodes = z.object({
  codes: z.array(z.object({ cardId: AnyUuid, memberId: AnyUuid, code: z.string(), validFrom: Instant, expiresAt: Instant })),
  refused: z.array(AnyUuid),
})
export const RevokeCodesInBulk = z.strictObject({ cardIds: z.array(AnyUuid).min(1).max(500), reason: Reason })
export const RevokedCodes = z.object({ revoked: z.int().min(0) })
