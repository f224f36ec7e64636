import { createHash } from 'node:crypto'
import type { ProviderEventOutcome } from '@mps/shared'
import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'
import type { PaymentProvider, SignedMessage } from './payment-provider.ts'

/**
 * Takes in one message of a provider, which may come twice, late or out of order; app.apply_provider_event decides what it does.
 * @throws ProblemError webhook_signature_invalid; payment_mismatch and not_found, which the database has kept and alerted all the same
 */
export async function receiveEvent(ctx: Context, provider: PaymentProvider, message: SignedMessage): Promise<ProviderEventOutcome> {
  const { id, type, intentId, paymentRef, amount, currency } = provider.readEvent(message)
  const hash = createHash('sha256').update(message.body).digest()
  const outcome = await asServer(ctx, async (client) => {
    const values = [provider.name, id, type, intentId, paymentRef, amount, currency, hash]
    const { rows } = await client.query<{ outcome: ProviderEventOutcome }>(
      'select app.apply_provider_event($1, $2, $3, $4, $5, $6, $7, $8) as outcome',
      values,
    )
    return rows[0]!.outcome
  })
  ctx.logger.info({ event: 'provider_event', provider: provider.name, type, intentId, outcome }, 'provider_event')
  if (outcome === 'mismatch') throw new ProblemError('payment_mismatch')
  if (outcome === 'unknown') throw new ProblemError('not_found')
  return outcome
}
