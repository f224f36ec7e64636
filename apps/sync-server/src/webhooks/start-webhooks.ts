import type { Context } from '../context.ts'
import { isDatabaseAway } from '../db/error-codes.ts'
import { deliverWebhooks } from './deliver-webhooks.ts'

const EVERY_MS = 2_000

/**
 * Sends webhooks beside everything else, and not among the jobs: a receiver that takes its ten seconds holds up no settlement. The delivery log is
 * the queue, since a queue library would bring a schema and owner's rights that this server's role does not have.
 */
export function startWebhooks(ctx: Context, everyMs = EVERY_MS): void {
  let sending: Promise<unknown> | undefined
  const timer = setInterval(() => {
    if (sending || ctx.draining || !ctx.started) return
    sending = deliverWebhooks(ctx)
      .catch((error: unknown) => {
        if (!isDatabaseAway(error)) ctx.logger.error({ err: error }, 'sending webhooks failed')
      })
      .finally(() => (sending = undefined))
  }, everyMs)
  timer.unref()
  ctx.onClose(async () => {
    clearInterval(timer)
    await sending
  })
}
