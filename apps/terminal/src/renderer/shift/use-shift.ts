import type { ShiftFigures } from '@mps/shared'
import { useEffect, useState } from 'react'
import { useLog } from '../app/log-context.ts'
import type { LogEntry } from '../log/index.ts'
import { entriesOfShift, type Shift, stateOf } from './read-shifts.ts'
import { shiftFigures } from './shift-figures.ts'
import { useShifts } from './shift-store.ts'

const SETTLE_DOWN_MS = 400

/** The open shift, if there is one; undefined also until the log was read. */
export function useOpenShift(): Shift | undefined {
  const newest = useShifts(({ shifts }) => shifts?.[0])
  return newest && stateOf(newest) === 'open' ? newest : undefined
}

export type ShiftContent = { entries: LogEntry[]; figures: ShiftFigures }

/** A shift's entries and figures as they stand, read again when the log changes, at a pace that can be read. */
export function useShiftContent(shift: Shift | undefined): ShiftContent | null {
  const log = useLog()
  const [content, setContent] = useState<(ShiftContent & { shiftId: string }) | null>(null)
  useEffect(() => {
    if (!shift) return undefined
    let timer: number | undefined
    let isOver = false
    const read = async () => {
      timer = undefined
      const entries = await entriesOfShift(log, shift)
      const figures = shiftFigures(entries)
      if (!isOver) setContent({ entries, figures, shiftId: shift.shiftId })
    }
    const schedule = () => {
      timer ??= window.setTimeout(() => void read().catch(() => undefined), SETTLE_DOWN_MS)
    }
    void read().catch(() => undefined)
    const stops = [log.queue.subscribe(schedule), log.watchEntries({ limit: 1 }, schedule)]
    return () => {
      isOver = true
      window.clearTimeout(timer)
      for (const stop of stops) stop()
    }
  }, [log, shift])
  return content && content.shiftId === shift?.shiftId ? content : null
}
