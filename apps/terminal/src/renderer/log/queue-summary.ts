import type { JournalState } from './journal-state.ts'
import type { QueueSummary } from './types.ts'

export const EMPTY_QUEUE: QueueSummary = {
  depth: 0,
  sumMinor: 0,
  charges: 0,
  oldestRecordedAt: null,
  oldestAgeS: null,
  rejected: 0,
  resending: 0,
  inFlight: 0,
  nextAttemptAt: null,
}

/** What waits, counted from memory: no query, so it costs the same with ten entries stored or ten thousand. */
export function summarise(state: Readonly<JournalState>, nowMs: number, inFlight: number, nextAttemptAt: string | null): QueueSummary {
  const summary = { ...EMPTY_QUEUE, resending: state.resend.size, inFlight, nextAttemptAt }
  for (const entry of state.pending.values()) {
    if (entry.state === 'rejected') summary.rejected += 1
    if (entry.state !== 'unsent') continue
    summary.depth += 1
    summary.sumMinor += entry.finalMinor
    if (entry.kind === 'charge') summary.charges += 1
    summary.oldestRecordedAt ??= entry.recordedAt
  }
  if (summary.oldestRecordedAt !== null) {
    summary.oldestAgeS = Math.max(0, Math.floor((nowMs - Date.parse(summary.oldestRecordedAt)) / 1000))
  }
  return summary
}

export function isSameSummary(a: QueueSummary, b: QueueSummary): boolean {
  return (Object.keys(a) as (keyof QueueSummary)[]).every((key) => a[key] === b[key])
}
