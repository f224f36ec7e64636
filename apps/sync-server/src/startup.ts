import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from './context.ts'
import { isDatabaseAway } from './db/error-codes.ts'
import { warmUp } from './charges/settle-set.ts'
import { publishSigningKeys } from './publish-signing-keys.ts'

const RETRY_MS = 1000
/** A new key is published seven days before it is used, so there is no hurry. */
const KEY_REFRESH_MS = 5 * 60_000

/**
 * What must be in the database before the server counts as ready. Where the database is away, the server runs, answers 503, and goes on
 * trying; any other fault ends the start.
 */
export async function start(ctx: Context): Promise<void> {
  refreshKeys(ctx)
  try {
    await publishSigningKeys(ctx)
    if (ctx.config.warmsUp) await warmUp(ctx)
    ctx.started = true
  } catch (error) {
    if (!isDatabaseAway(error)) throw error
    ctx.logger.warn('the database is away; trying again until it is there')
    void retry(ctx)
  }
}

async function retry(ctx: Context): Promise<void> {
  while (!ctx.started && !ctx.draining) {
    await sleep(RETRY_MS, undefined, { ref: false })
    try {
      await publishSigningKeys(ctx)
      if (ctx.config.warmsUp) await warmUp(ctx)
      ctx.started = true
    } catch (error) {
      if (!isDatabaseAway(error)) ctx.logger.error({ err: error }, 'the server cannot start on this database')
    }
  }
}

/** Takes up code-signing keys that another instance has made, where they share the file. */
function refreshKeys(ctx: Context): void {
  const timer = setInterval(() => {
    ctx.keys.refresh().catch((error: unknown) => ctx.logger.error({ err: error }, 'the secrets could not be read again'))
  }, KEY_REFRESH_MS)
  timer.unref()
  ctx.onClose(() => Promise.resolve(clearInterval(timer)))
}
