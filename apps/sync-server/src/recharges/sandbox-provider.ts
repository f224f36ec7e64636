import type { ProviderEvent } from '@mps/shared'
import type { Context } from '../context.ts'
import { keyFor } from '../sessions/derived-keys.ts'
import { payLinkToken } from './pay-link.ts'
import type { PaymentProvider } from './payment-provider.ts'
import { readSignedEvent, signatureOf } from './signed-events.ts'

export const SANDBOX = 'sandbox'

/** A provider for development: its page asks whether to pretend that the member has paid. Nothing of it is stored. */
export function sandboxProvider({ keys }: Pick<Context, 'keys'>): PaymentProvider {
  const secret = keyFor(keys, 'sandbox-webhook')
  return {
    name: SANDBOX,
    createPayment: ({ intentId }) =>
      Promise.resolve({ paymentRef: sandboxPaymentRef(intentId), url: `/sandbox/payments/${payLinkToken(keys, intentId)}` }),
    readEvent: (message) => readSignedEvent(secret, message),
  }
}

export function sandboxPaymentRef(intentId: string): string {
  return `sbx_${intentId}`
}

/** A message of the sandbox, signed as a real provider's is. */
export function sandboxMessage(
  { keys }: Pick<Context, 'keys'>,
  event: ProviderEvent,
  nowMs = Date.now(),
): { body: Buffer; signature: string } {
  const body = Buffer.from(JSON.stringify(event))
  return { body, signature: signatureOf(keyFor(keys, 'sandbox-webhook'), body, nowMs) }
}
