import type { LogEntry, TerminalLog } from '../log/index.ts'
import type { ShiftState } from './shift-rules.ts'

type Body<K extends LogEntry['kind']> = Extract<LogEntry['body'], { kind: K }>
type EntryOf<K extends LogEntry['kind']> = LogEntry & { body: Body<K> }

/** A shift in the log. Its run goes from its opening to its closing; an open one has no end yet. */
export type Shift = {
  shiftId: string
  open: EntryOf<'shift_open'>
  close: EntryOf<'shift_close'> | null
  /** The last ordinal of the run; null while it goes on. */
  lastOrdinal: number | null
}
type ReadLog = Pick<TerminalLog, 'entries' | 'entry'>

/** As many shifts as 35 days have, three a day. */
const MAX_SHIFTS = 110
const PAGE = 500

const isOpening = (entry: LogEntry): entry is EntryOf<'shift_open'> => entry.body.kind === 'shift_open'
const isClosing = (entry: LogEntry): entry is EntryOf<'shift_close'> => entry.body.kind === 'shift_close'

/** The terminal's shifts, the newest first. */
export async function readShifts(log: ReadLog, limit = MAX_SHIFTS): Promise<Shift[]> {
  const [opened, closed] = await Promise.all([
    log.entries({ kind: 'shift_open', limit }),
    log.entries({ kind: 'shift_close', limit: limit + 1 }),
  ])
  return pairShifts(opened.entries.filter(isOpening), closed.entries.filter(isClosing))
}

/** Pairs openings with closings, both newest first. A shift that another one follows without a closing ends before that one. */
export function pairShifts(opened: readonly EntryOf<'shift_open'>[], closed: readonly EntryOf<'shift_close'>[]): Shift[] {
  return opened.map((open, i) => {
    const shiftId = open.body.shiftId ?? open.id
    const next = opened[i - 1]
    // The first closing counts, as at the server.
    const close = closed.findLast(({ body, ordinal }) => body.shiftId === shiftId && ordinal > open.ordinal) ?? null
    return { shiftId, open, close, lastOrdinal: close?.ordinal ?? (next ? next.ordinal - 1 : null) }
  })
}

export function stateOf(shift: Shift | undefined): ShiftState {
  if (!shift) return 'none'
  return shift.lastOrdinal === null ? 'open' : 'closed'
}

/** All entries of a shift's run, the oldest first. */
export async function entriesOfShift(log: ReadLog, { open, lastOrdinal }: Shift): Promise<LogEntry[]> {
  const entries: LogEntry[] = []
  let before = lastOrdinal === null ? undefined : lastOrdinal + 1
  for (;;) {
    const page = await log.entries({ limit: PAGE, ...(before === undefined ? {} : { before }) })
    entries.push(...page.entries.filter(({ ordinal }) => ordinal >= open.ordinal))
    if (page.next === null || page.next <= open.ordinal) return entries.toReversed()
    before = page.next
  }
}

/** The number that the next Z report of an epoch bears: one more than the last, however long ago that was. */
export function nextZNo(shifts: readonly Shift[], epoch: number, remembered: number): number {
  const known = shifts.flatMap(({ close }) => (close?.epoch === epoch ? [close.body.zNo ?? 0] : []))
  return Math.max(remembered, ...known) + 1
}

/** A Z report's number as it is written; a new pairing counts from 1 again. */
export function zNumberOf({ close }: Shift): string | null {
  return close?.body.zNo === undefined ? null : `${close.epoch}-${close.body.zNo}`
}
