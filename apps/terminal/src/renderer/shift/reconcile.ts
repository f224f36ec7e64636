import type { HeldEntry, ShiftFigures, TerminalShift } from '@mps/shared'
import type { LogEntry } from '../log/index.ts'
import { isLateDecline } from './shift-figures.ts'

export type FigureName = 'settled' | 'lateDeclined' | 'declined' | 'voided' | 'refunds' | 'recharges'
const COMPARED: readonly FigureName[] = ['settled', 'lateDeclined', 'declined', 'voided', 'refunds', 'recharges']

export type FigureRow = { part: FigureName | 'expected'; here: number; there: number; hereCount: number; thereCount: number }
/** Why one entry does not read the same on both sides. */
export type EntryFault =
  | 'not_sent' // recorded here, and the server has not got it yet
  | 'answer_missing' // the server has decided, and the answer has not come back
  | 'missing_there' // answered once, and the server holds it no more
  | 'missing_here' // the server holds a number that this log lacks
  | 'state' // decided differently
  | 'amount'
export type EntryDifference = { number: string; kind: LogEntry['kind']; fault: EntryFault; here: number | null; there: number | null }

export type Reconciliation = { rows: FigureRow[]; entries: EntryDifference[]; agrees: boolean }

/** A shift on both sides, figure by figure and entry by entry. Every difference has a name; what agrees is not listed. */
export function reconcile(local: { entries: readonly LogEntry[]; figures: ShiftFigures }, server: TerminalShift): Reconciliation {
  const now = server.now
  const rows = now ? figureRows(local.figures, now) : []
  const entries = entryDifferences(local.entries, server.entries)
  const isSame = rows.every((row) => row.here === row.there && row.hereCount === row.thereCount)
  return { rows, entries, agrees: now !== null && isSame && entries.length === 0 }
}

function figureRows(here: ShiftFigures, there: ShiftFigures): FigureRow[] {
  const parts = COMPARED.map((part) => ({
    part,
    here: here[part].net,
    there: there[part].net,
    hereCount: here[part].count,
    thereCount: there[part].count,
  }))
  return [...parts, { part: 'expected', here: here.cash.expected, there: there.cash.expected, hereCount: 0, thereCount: 0 }]
}

function entryDifferences(local: readonly LogEntry[], held: readonly HeldEntry[]): EntryDifference[] {
  const left = new Map(held.map((entry) => [`${entry[0]}-${entry[1]}`, entry]))
  const differences: EntryDifference[] = []
  for (const entry of local) {
    const number = `${entry.epoch}-${entry.seq}`
    const there = left.get(number)
    left.delete(number)
    const fault = faultOf(entry, there)
    if (fault) differences.push({ number, kind: entry.kind, fault, here: amountOf(entry), there: there?.[4] ?? null })
  }
  for (const [number, [, , kind, , there]] of left) differences.push({ number, kind, fault: 'missing_here', here: null, there })
  return differences
}

function faultOf(entry: LogEntry, there: HeldEntry | undefined): EntryFault | null {
  const isAnswered = entry.outcome !== null && entry.outcome.state !== 'rejected'
  if (!there) return isAnswered ? 'missing_there' : 'not_sent'
  if (!isAnswered) return 'answer_missing'
  if (stateOf(entry) !== there[3]) return 'state'
  return entry.kind === 'charge' && amountOf(entry) !== there[4] ? 'amount' : null
}

/** An entry's state in the server's words (app.shift_entries). */
function stateOf(entry: LogEntry): string {
  const { outcome } = entry
  if (entry.kind === 'void' && outcome?.state === 'recorded') return outcome.effect ?? 'recorded'
  if (isLateDecline(entry)) return 'late_declined'
  return outcome?.state ?? 'recorded'
}

function amountOf({ body, outcome }: LogEntry): number {
  if (body.kind === 'charge') return outcome?.state === 'settled' ? outcome.final : body.quoted.final
  if (body.kind === 'void') {
    return outcome?.state === 'recorded' ? (outcome.refund?.amount ?? 0) : 0
  }
  if (body.kind === 'shift_open') return body.float
  return 'amount' in body ? body.amount : 0
}
