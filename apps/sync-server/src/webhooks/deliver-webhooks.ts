import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { openSecret, signatureHeaders } from './webhook-secret.ts'
import { postWebhook, type PostResult } from './post-webhook.ts'

/** How long to wait after each failed attempt: about a day in all. */
const WAITS_S = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 28_800]
const AT_ONCE = 20

type Claimed = { delivery_id: string; endpoint_id: string; url: string; sealed_secret: Buffer; attempt: number; body: string }

/** Sends what is due, a batch at a time, until nothing is or the server drains. Instances share the work by the rows that they claim. */
export async function deliverWebhooks(ctx: Context): Promise<number> {
  let sent = 0
  while (!ctx.draining) {
    const claimed = await asServer(
      ctx,
      async (client) => (await client.query<Claimed>('select * from app.claim_webhook_deliveries($1)', [AT_ONCE])).rows,
    )
    await Promise.all(claimed.map((delivery) => deliver(ctx, delivery)))
    sent += claimed.length
    if (claimed.length < AT_ONCE) return sent
  }
  return sent
}

async function deliver(ctx: Context, delivery: Claimed): Promise<void> {
  const { status, error } = await attempt(ctx, delivery)
  const retryAfter = error === null ? null : waitAfter(delivery.attempt, status)
  ctx.logger.debug({ deliveryId: delivery.delivery_id, status, error }, 'webhook sent')
  await asServer(ctx, (client) =>
    client.query('select app.finish_webhook_delivery($1, $2, $3, $4, make_interval(secs => $5))', [
      delivery.delivery_id,
      delivery.attempt,
      status,
      error,
      retryAfter,
    ]),
  )
}

async function attempt(ctx: Context, { endpoint_id: endpointId, url, sealed_secret: sealed, body }: Claimed): Promise<PostResult> {
  const { id } = JSON.parse(body) as { id: string }
  let headers: Record<string, string>
  try {
    headers = signatureHeaders(openSecret(ctx.keys, endpointId, sealed), id, body)
  } catch {
    return { status: null, error: 'the secret cannot be opened' }
  }
  return postWebhook(url, headers, body, ctx.config.webhookPrivateAddresses)
}

/** Seconds until the next attempt, spread so that a receiver that was down is not met by all at once; null after the last, and after a 410. */
function waitAfter(attempts: number, status: number | null): number | null {
  const waitS = WAITS_S[attempts - 1]
  return waitS === undefined || status === 410 ? null : waitS * (0.8 + 0.4 * Math.random())
}
