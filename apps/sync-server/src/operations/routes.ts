import { Router } from 'express'
import type { Context } from '../context.ts'
import { migrationsCurrent } from '../db/migrate.ts'
import { withClient } from '../db/pool.ts'

const READY_TIMEOUT_MS = 2000

/** `GET /health`, `/ready` and `/metrics`: for what runs the server, not for who uses it. */
export function operationsRouter(ctx: Context): Router {
  const router = Router()
  router.get('/health', (_req, res) => {
    res.json({ status: 'up' })
  })
  router.get('/ready', async (_req, res) => {
    const checks = await readiness(ctx)
    const ready = Object.values(checks).every(Boolean)
    res.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not_ready', checks })
  })
  router.get('/metrics', async (_req, res) => {
    res.type(ctx.metrics.registry.contentType).send(await ctx.metrics.registry.metrics())
  })
  return router
}

type Readiness = { serving: boolean; database: boolean; migrations: boolean; started: boolean }

async function readiness(ctx: Context): Promise<Readiness> {
  const migrations = await withTimeout(READY_TIMEOUT_MS, withClient(ctx.pool, migrationsCurrent)).catch(() => null)
  return { serving: !ctx.draining, database: migrations !== null, migrations: migrations === true, started: ctx.started }
}

function withTimeout<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(() => reject(new Error('timed out')), timeoutMs)
  return Promise.race([work, promise]).finally(() => clearTimeout(timer))
}
