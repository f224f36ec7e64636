import { z } from 'zod'
import { Instant, RechargeMethod } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { AmountMinor, Currency, PositiveAmountMinor } from './money.ts'
import { plainText } from './text.ts'
import { TxNo } from './tx-no.ts'

/** `POST /v1/admin/cards/{cardId}/recharges`: with a merchant, who took the money and holds it for the platform; without, the platform has it. */
export const AdminRechargeRequest = z.strictObject({
  amount: PositiveAmountMinor,
  currency: Currency,
  method: RechargeMethod,
  reference: plainText(0, 64).optional(),
  merchantId: AnyUuid.optional(),
})

export const RechargeAnswer = z.object({ txNo: TxNo })

/** `POST /v1/me/cards/{cardId}/recharges`: a member wants to load a card through the payment provider. */
export const BeginRechargeRequest = z.strictObject({
  amount: PositiveAmountMinor,
  currency: Currency,
  method: RechargeMethod.exclude(['cash']),
})

/**
 * A recharge on its way. `pending` until the provider says how it went; `undeliverable` when the card can take no money any more, which the
 * provider must give back. A success that comes after the end (expired, cancelled, failed) still completes it: the provider has the money.
 */
export const RechargeState = z.enum(['pending', 'completed', 'failed', 'expired', 'cancelled', 'undeliverable'])
export type RechargeState = z.infer<typeof RechargeState>

export const RechargeIntent = z.object({
  id: AnyUuid,
  cardId: AnyUuid,
  amount: PositiveAmountMinor,
  currency: Currency,
  method: RechargeMethod,
  state: RechargeState,
  /** Where the member pays, relative to the server; null once there is nothing to pay. */
  payUrl: z.string().nullable(),
  /** The recharge in the card's history, once it is completed. */
  txNo: TxNo.nullable(),
  createdAt: Instant,
  expiresAt: Instant,
  completedAt: Instant.nullable(),
})
export type RechargeIntent = z.infer<typeof RechargeIntent>

/**
 * What a payment provider says of an intent, as our own form of it: `POST /v1/providers/{provider}/events`, signed by
 * `MPS-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of "t.body">`. A provider's adapter turns its own messages into this.
 */
export const ProviderEvent = z.object({
  id: plainText(1, 100),
  type: z.enum(['succeeded', 'failed', 'cancelled', 'expired']),
  intentId: AnyUuid,
  /** The provider's own name of the payment. */
  paymentRef: plainText(1, 100),
  amount: AmountMinor,
  currency: Currency,
})
export type ProviderEvent = z.infer<typeof ProviderEvent>

export const ProviderEventOutcome = z.enum(['completed', 'duplicate', 'ended', 'ignored', 'mismatch', 'undeliverable', 'unknown'])
export type ProviderEventOutcome = z.infer<typeof ProviderEventOutcome>
