import { z } from 'zod'
import { CardType } from './card-number.ts'
import { Instant } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { BindingRole, CardStatus } from './me.ts'
import { Reason } from './reason.ts'
import { NewPassword } from './session.ts'
import { plainText } from './text.ts'

export const MemberStatus = z.enum(['active', 'suspended', 'deleted'])
export const MemberNo = z.string().regex(/^M\d{10}$/)
const MemberName = plainText(1, 80)
/** With its country code (ITU-T E.164), such as `+886900000001`. */
export const Phone = z.string().regex(/^\+[1-9]\d{6,14}$/)
export const Email = z.email().max(254)

/** `POST /v1/admin/members`. A password, with which the member signs in, is set by a call of its own. */
export const NewMember = z.strictObject({ name: MemberName, phone: Phone.nullish(), email: Email.nullish() })
export const NewMemberAnswer = z.object({ id: AnyUuid, memberNo: MemberNo })

/** `PATCH /v1/admin/members/{memberId}`: what is there changes; null empties phone and e-mail. */
export const MemberChanges = z
  .strictObject({ name: MemberName, phone: Phone.nullable(), email: Email.nullable() })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'nothing to change')

/** `PATCH /v1/me/profile`. Phone and e-mail are what a member signs in with; the platform changes them after it has seen proof. */
export const MyProfileChanges = z.strictObject({ name: MemberName })
export const MyProfile = z.object({
  id: AnyUuid,
  memberNo: MemberNo,
  name: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  createdAt: Instant,
})

/** `PUT /v1/admin/members/{memberId}/password`. */
export const PasswordToSet = z.strictObject({ password: NewPassword })

/** `DELETE`, as a post because it says why. `forfeitBalance` closes cards that still hold money; without it they stop the erasure. */
export const EraseMember = z.strictObject({ reason: Reason, forfeitBalance: z.boolean().default(false) })

/** A row of a list: phone and e-mail are masked. */
export const MemberSummary = z.object({
  id: AnyUuid,
  memberNo: MemberNo,
  name: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  status: MemberStatus,
  createdAt: Instant,
})
export type MemberSummary = z.infer<typeof MemberSummary>
export const MemberList = z.object({ members: z.array(MemberSummary), next: z.string().nullable() })

export const IdentityProvider = z.enum(['wechat', 'alipay', 'line'])
export type IdentityProvider = z.infer<typeof IdentityProvider>
export const BoundIdentity = z.object({ provider: IdentityProvider, boundAt: Instant })
export const BoundIdentities = z.object({ identities: z.array(BoundIdentity) })

/** What an identity provider's app hands over: a signed assertion that works once. */
export const IdentityAssertion = z.strictObject({ provider: IdentityProvider, assertion: z.string().min(20).max(4000) })

/** One member with phone and e-mail whole, for an admin who asked for this one; reading it is audited. */
export const MemberDetail = MemberSummary.extend({
  blockedAt: Instant.nullable(),
  identities: z.array(BoundIdentity),
  cards: z.array(z.object({ cardId: AnyUuid, cardNo: z.string(), cardType: CardType, status: CardStatus, role: BindingRole })),
})
export type MemberDetail = z.infer<typeof MemberDetail>
