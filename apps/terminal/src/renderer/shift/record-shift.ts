import type { LogEntry, TerminalLog } from '../log/index.ts'
import { type Pieces, countedMinor, statedPieces } from './denominations.ts'
import { entriesOfShift, nextZNo, type Shift, stateOf } from './read-shifts.ts'
import { shiftFigures } from './shift-figures.ts'
import { mayShift, type ShiftEvent } from './shift-rules.ts'
import { refreshShifts, rememberedZNo, rememberZNo } from './shift-store.ts'

export class ShiftRefused extends Error {
  override readonly name = 'ShiftRefused'
}

/** `id` is made with the form, so that a second tap is the same entry. */
type By = { id: string; cashierId: string }

/** Opens a shift; its id is the opening's. */
export async function openShift(log: TerminalLog, { id, cashierId, float }: By & { float: number }): Promise<void> {
  await unlessDone(log, id, 'open')
  await log.recordShift({ kind: 'shift_open', id, cashierId, shiftId: id, float })
  await refreshShifts(log)
}

export type CashMove = By & { kind: 'cash_in' | 'cash_out'; amount: number; reason: string }

export async function moveCash(log: TerminalLog, { kind, id, cashierId, amount, reason }: CashMove): Promise<LogEntry> {
  const shift = await unlessDone(log, id, 'move_cash')
  return log.recordShift({ kind, id, cashierId, amount, reason, ...(shift ? { shiftId: shift.shiftId } : {}) })
}

/** Keeps who opened the drawer by hand, and why; in a shift it counts in the report, outside of one it is on record all the same. */
export async function recordDrawerOpening(log: TerminalLog, { id, cashierId, reason }: By & { reason: string }): Promise<LogEntry> {
  const [newest] = await refreshShifts(log)
  const shift = stateOf(newest) === 'open' ? newest : undefined
  return log.recordShift({ kind: 'drawer_open', id, cashierId, reason, ...(shift ? { shiftId: shift.shiftId } : {}) })
}

export type Closing = By & { pieces: Pieces; other: number; note: string; managerId: string | null }

/** Closes the open shift: its figures as they are known at this moment go into the signed entry, and that entry is the Z report. */
export async function closeShift(log: TerminalLog, { id, cashierId, pieces, other, note, managerId }: Closing): Promise<void> {
  const shift = await unlessDone(log, id, 'close')
  const identity = log.identity.get()
  if (!shift || !identity) return
  const figures = shiftFigures(await entriesOfShift(log, shift))
  const epochKey = `${identity.terminalId} ${identity.epoch}`
  const zNo = nextZNo(await refreshShifts(log), identity.epoch, rememberedZNo(epochKey))
  await log.recordShift({
    kind: 'shift_close',
    id,
    cashierId,
    shiftId: shift.shiftId,
    counted: countedMinor(pieces, other),
    zNo,
    figures,
    denominations: statedPieces(pieces),
    ...(note === '' ? {} : { note }),
    ...(managerId === null ? {} : { approval: { how: 'pin' as const, managerId } }),
  })
  rememberZNo(epochKey, zNo)
  await refreshShifts(log)
}

/** The shift that an event concerns. Reads the log and not the screen, so that two taps or a stale screen change nothing. */
async function unlessDone(log: TerminalLog, id: string, event: ShiftEvent): Promise<Shift | undefined> {
  const [newest] = await refreshShifts(log)
  const isRepeat = (await log.entry(id)) !== null
  if (!isRepeat && !mayShift(stateOf(newest), event)) throw new ShiftRefused(event)
  if (isRepeat && event === 'close') return undefined
  return newest
}
