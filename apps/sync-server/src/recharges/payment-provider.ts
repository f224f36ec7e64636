import type { ProviderEvent, RechargeMethod } from '@mps/shared'

/** What a provider is asked to take from a member. `intentId` is its idempotency key: asked twice, it is one payment. */
export type PaymentOrder = { intentId: string; amount: number; currency: string; method: RechargeMethod; expiresAt: string }

export type SignedMessage = { body: Buffer; header: (name: string) => string | undefined; nowMs: number }

/** The port behind which a payment provider stands: one file fills it for each. */
export type PaymentProvider = {
  /** As `/v1/providers/{name}/events` and the intents name it. */
  name: string
  /** Makes the payment, or finds the one made before, and says where the member pays. */
  createPayment(order: PaymentOrder): Promise<{ paymentRef: string; url: string }>
  /** Reads a message of the provider. @throws ProblemError webhook_signature_invalid, validation_failed */
  readEvent(message: SignedMessage): ProviderEvent
}
