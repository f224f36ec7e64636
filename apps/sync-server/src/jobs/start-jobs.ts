import { Counter } from 'prom-client'
import type { Context } from '../context.ts'
import { isDatabaseAway } from '../db/error-codes.ts'
import { asServer } from '../db/transactions.ts'
import { type Job, JOBS } from './jobs.ts'

/** How often an instance looks whether a job is due; each look at one that is not is a single row. */
const LOOK_EVERY_MS = 5_000

type Ended = (job: Job, outcome: 'done' | 'failed') => void

/**
 * Takes part in running the jobs, one after another and the long ones beside them, until the server drains: what runs then ends first. Each is
 * claimed in the database, so of all instances one runs it. The work is idempotent SQL on a clock, so a claimed row does where a queue would be
 * more machinery.
 */
export function startJobs(ctx: Context, jobs: readonly Job[] = JOBS, lookEveryMs = LOOK_EVERY_MS): void {
  const outcomes = new Counter({
    name: 'mps_job_runs_total',
    help: 'Runs of jobs by this instance',
    labelNames: ['job', 'outcome'],
    registers: [ctx.metrics.registry],
  })
  const ended: Ended = (job, outcome) => outcomes.inc({ job: job.name, outcome })
  startLane(
    ctx,
    jobs.filter(({ isLong }) => !isLong),
    lookEveryMs,
    ended,
  )
  startLane(
    ctx,
    jobs.filter(({ isLong }) => isLong),
    lookEveryMs,
    ended,
  )
}

function startLane(ctx: Context, jobs: readonly Job[], lookEveryMs: number, ended: Ended): void {
  const nextLook = new Map<Job, number>()
  let running: Promise<void> | undefined
  const timer = setInterval(() => {
    running ??= look(ctx, jobs, nextLook, ended)
      .catch((error: unknown) => {
        if (!isDatabaseAway(error)) ctx.logger.error({ err: error }, 'looking for jobs failed')
      })
      .finally(() => (running = undefined))
  }, lookEveryMs)
  timer.unref()
  ctx.onClose(async () => {
    clearInterval(timer)
    await running
  })
}

async function look(ctx: Context, jobs: readonly Job[], nextLook: Map<Job, number>, ended: Ended): Promise<void> {
  for (const job of jobs) {
    if (ctx.draining || !ctx.started) return
    if (Date.now() < (nextLook.get(job) ?? 0)) continue
    nextLook.set(job, Date.now() + Math.min(job.everyS * 1000, 60_000))
    const outcome = await runIfDue(ctx, job)
    if (outcome) ended(job, outcome)
  }
}

/** Runs a job when it is due and nobody else does; tells how it ended, or nothing when it was not run. */
async function runIfDue(ctx: Context, job: Job): Promise<'done' | 'failed' | undefined> {
  const claimed = await asServer(ctx, async (client) => {
    const { rows } = await client.query<{ claimed: boolean }>('select app.claim_job($1, $2, $3) as claimed', [
      job.name,
      job.everyS,
      job.leaseS,
    ])
    return rows[0]!.claimed
  })
  if (!claimed) return undefined
  const { outcome, detail } = await attempt(ctx, job)
  await asServer(ctx, (client) => client.query('select app.finish_job($1, $2, $3)', [job.name, outcome, detail]))
  return outcome
}

async function attempt(ctx: Context, job: Job): Promise<{ outcome: 'done' | 'failed'; detail: string }> {
  try {
    const detail = await job.run(ctx)
    ctx.logger.debug({ job: job.name, detail }, 'job done')
    return { outcome: 'done', detail }
  } catch (error) {
    ctx.logger.error({ err: error, job: job.name }, 'job failed')
    return { outcome: 'failed', detail: error instanceof Error ? error.message : String(error) }
  }
}
