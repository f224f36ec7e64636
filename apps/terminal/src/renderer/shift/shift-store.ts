import { create } from 'zustand'
import type { TerminalLog } from '../log/index.ts'
import { readShifts, type Shift, stateOf } from './read-shifts.ts'

type ShiftsState = { /** The newest first; null until they were read. */ shifts: Shift[] | null }

/** The shifts that the log tells of. Nothing here is kept: a restart reads them again. */
export const useShifts = create<ShiftsState>()(() => ({ shifts: null }))

/** Reads the shifts now; after an entry of one was recorded, so that the next sale belongs to the right one. */
export async function refreshShifts(log: TerminalLog): Promise<Shift[]> {
  const shifts = await readShifts(log)
  useShifts.setState({ shifts })
  return shifts
}

/** Follows the log until the returned function is called. */
export function followShifts(log: TerminalLog): () => void {
  const read = () => void refreshShifts(log).catch(() => undefined)
  const stops = (['shift_open', 'shift_close'] as const).map((kind) => log.watchEntries({ kind, limit: 1 }, read))
  return () => {
    for (const stop of stops) stop()
    useShifts.setState({ shifts: null })
  }
}

/** What names the open shift in an entry; nothing where none is open. */
export function inShift(): { shiftId?: string } {
  const [newest] = useShifts.getState().shifts ?? []
  return newest && stateOf(newest) === 'open' ? { shiftId: newest.shiftId } : {}
}

const NUMBERS = 'mps-terminal-z'

/** The last Z number of an epoch, kept beside the log: after 35 days without a shift the log knows none. */
export function rememberedZNo(epochKey: string): number {
  const kept = keptNumbers()[epochKey]
  return Number.isSafeInteger(kept) ? Number(kept) : 0
}

export function rememberZNo(epochKey: string, zNo: number): void {
  localStorage.setItem(NUMBERS, JSON.stringify({ ...keptNumbers(), [epochKey]: zNo }))
}

function keptNumbers(): Record<string, unknown> {
  try {
    return JSON.parse(localStorage.getItem(NUMBERS) ?? '{}') as Record<string, unknown>
  } catch {
    return {}
  }
}
