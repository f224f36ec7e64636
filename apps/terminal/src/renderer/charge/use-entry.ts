import { useEffect, useState } from 'react'
import { useLog } from '../app/log-context.ts'
import type { LogEntry } from '../log/index.ts'

/** An entry of the log as it stands now; null until it is read. */
export function useEntry(id: string): LogEntry | null {
  const log = useLog()
  const [entry, setEntry] = useState<LogEntry | null>(null)
  useEffect(() => log.watchEntry(id, setEntry), [log, id])
  return entry
}
