import type { LogEntry } from '../log/index.ts'

export type TotalsPart = { count: number; gross: number; discount: number; net: number }
/** A business day as this terminal saw it. Recorded is never added to settled: it is not money yet. */
export type LocalTotals = {
  settled: TotalsPart
  /** Without an answer yet, whenever they were recorded. */
  recorded: TotalsPart
  declined: TotalsPart
  voided: TotalsPart
  /** Not taken by the server, for a manager. */
  rejected: TotalsPart
}

const none = (): TotalsPart => ({ count: 0, gross: 0, discount: 0, net: 0 })

/** The calendar day of an instant in a time zone, as YYYY-MM-DD. */
export function businessDay(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(instant))
}

/** Adds entries up for one day: what was answered counts on the day of its answer, as at the server; what was not counts today only. */
export function localTotals(entries: Iterable<LogEntry>, day: string, timeZone: string, today = day): LocalTotals {
  const totals: LocalTotals = { settled: none(), recorded: none(), declined: none(), voided: none(), rejected: none() }
  for (const entry of entries) {
    const { body, outcome } = entry
    if (body.kind !== 'charge') continue
    const countsOn = outcome && 'settledAt' in outcome ? businessDay(outcome.settledAt, timeZone) : today
    if (countsOn !== day) continue
    const final = outcome?.state === 'settled' ? outcome.final : body.quoted.final
    add(totals[partOf(entry)], body.amount, final)
  }
  return totals
}

// By the server's answer: a settled charge that was voided afterwards was a payment and a refund, not no payment.
function partOf({ outcome, voidedBy }: LogEntry): keyof LocalTotals {
  if (outcome === null) return voidedBy === null ? 'recorded' : 'voided'
  return outcome.state === 'recorded' ? 'recorded' : outcome.state
}

function add(part: TotalsPart, gross: number, final: number): void {
  part.count += 1
  part.gross += gross
  part.net += final
  part.discount += gross - final
}
