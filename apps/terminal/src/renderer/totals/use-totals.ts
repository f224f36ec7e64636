import type { TerminalTotals } from '@mps/shared'
import { useCallback, useEffect, useState } from 'react'
import { useConfig, useLog } from '../app/log-context.ts'
import { useLive } from '../app/use-live.ts'
import type { LogEntry, TerminalLog } from '../log/index.ts'
import { dayBefore, type DayBreakdown, dayBreakdown } from './day-breakdown.ts'
import { businessDay, localTotals, type LocalTotals } from './local-totals.ts'

const PAGE = 500
const SETTLE_DOWN_MS = 500

export const DAYS = ['today', 'yesterday'] as const
export type Day = (typeof DAYS)[number]

export type Totals = {
  day: string
  local: LocalTotals | null
  breakdown: DayBreakdown | null
  server: TerminalTotals | null
  isReading: boolean
  read: () => void
}

/** A day's totals from the log and, while it can be reached, from the server; read again when the queue changes. */
export function useTotals(which: Day): Totals {
  const log = useLog()
  const { timeZone } = useConfig().merchant
  const isOnline = useLive(log.connection).state === 'online'
  const [local, setLocal] = useState<LocalTotals | null>(null)
  const [breakdown, setBreakdown] = useState<DayBreakdown | null>(null)
  const [server, setServer] = useState<TerminalTotals | null>(null)
  const [isReading, setReading] = useState(false)
  const today = businessDay(log.now(), timeZone)
  const day = which === 'today' ? today : dayBefore(today)

  const read = useCallback(async () => {
    setReading(true)
    const [charges, answer] = await Promise.all([allCharges(log), isOnline ? log.serverTotals(day).catch(() => null) : null])
    setLocal(localTotals(charges, day, timeZone, today))
    setBreakdown(dayBreakdown(charges, day, timeZone))
    setServer(answer)
    setReading(false)
  }, [log, day, today, timeZone, isOnline])

  useEffect(() => {
    // A draining queue changes many times a second; the totals follow at a pace that can be read.
    let timer: number | undefined
    const schedule = () => {
      timer ??= window.setTimeout(() => {
        timer = undefined
        void read()
      }, SETTLE_DOWN_MS)
    }
    schedule()
    const stop = log.queue.subscribe(schedule)
    return () => {
      stop()
      window.clearTimeout(timer)
    }
  }, [log, read])

  return { day, local, breakdown, server, isReading, read: () => void read() }
}

async function allCharges(log: TerminalLog): Promise<LogEntry[]> {
  const charges: LogEntry[] = []
  let before: number | null | undefined
  do {
    const page = await log.entries({ kind: 'charge', limit: PAGE, ...(before == null ? {} : { before }) })
    charges.push(...page.entries)
    before = page.next
  } while (before !== null)
  return charges
}
