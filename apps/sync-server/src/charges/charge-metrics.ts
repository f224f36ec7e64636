import { Counter, Gauge, Histogram } from 'prom-client'
import type { Context } from '../context.ts'
import type { BacklogLanes } from './backlog-lanes.ts'
import type { SetEntry } from './charge-set.ts'
import type { FinalResult, Observer } from './settle-charges.ts'
import type { SetResult } from './settle-set.ts'

/** Counts outcomes by state and code, sizes and times of sets, and writes one log line per charge. */
export function settlingObserver(ctx: Context): Observer {
  const registers = [ctx.metrics.registry]
  const outcomes = new Counter({
    name: 'mps_entries_total',
    help: 'Entries by kind, state and code',
    labelNames: ['kind', 'state', 'reason'],
    registers,
  })
  const sizes = new Histogram({
    name: 'mps_set_size',
    help: 'Entries settled per set',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers,
  })
  const times = new Histogram({
    name: 'mps_settle_duration_seconds',
    help: 'Time of a set from the call to its commit',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })

  // Its fields are the five below and none is secret: searching each line for fields to hide cost more than settling its charge.
  const payments = ctx.logger.child({}, { redact: [] })

  function note({ entry }: SetEntry, result: SetResult): void {
    if (result.status === 'busy' || result.status === 'needs_verdict') return
    const { kind, id, terminalId } = entry.body
    const { state, code } = describe(result)
    outcomes.inc({ kind, state, reason: code })
    if (kind !== 'charge') return
    const event = state === 'settled' ? 'payment_completed' : 'payment_failed'
    payments.info({ event, entryId: id, terminalId, codeHash: entry.body.codeHash.slice(0, 8), state, reason: code || undefined }, event)
  }

  return (set, results, seconds) => {
    sizes.observe(set.length)
    times.observe(seconds)
    results.forEach((result, i) => note(set[i]!, result))
  }
}

/** How many replays wait for their turn: what grows here is a storm that is not over. */
export function observeBacklog(ctx: Context, lanes: BacklogLanes): void {
  const gauge = new Gauge({
    name: 'mps_replays_waiting',
    help: 'Requests with a backlog that wait for their turn',
    registers: [ctx.metrics.registry],
    collect: () => {
      gauge.set(lanes.waiting())
    },
  })
}

/** State and code of a result without parsing the whole answer, whose form is ours. */
function describe(result: FinalResult): { state: string; code: string } {
  if (result.status === 'rejected') return { state: 'rejected', code: result.code }
  if (result.status === 'replayed') return { state: 'replayed', code: '' }
  return { state: /"state": ?"(\w+)"/.exec(result.answer)?.[1] ?? 'unknown', code: /"code": ?"(\w+)"/.exec(result.answer)?.[1] ?? '' }
}
