import { type ReactNode, useEffect, useState } from 'react'
import { LogContext } from '../app/log-context.ts'
import type { TerminalLog } from '../log/index.ts'
import { trainingLog } from './training-log.ts'
import { leaveTraining, useTraining } from './training-store.ts'

/** Gives the screens beneath the terminal's log, or in a lesson one of memory. They are made anew when it changes, so neither sees the other's. */
export function TrainingScope({ log, children }: { log: TerminalLog; children: ReactNode }) {
  const isOn = useTraining((state) => state.isOn)
  // Whoever signs out ends the lesson.
  useEffect(() => leaveTraining, [])
  return isOn ? <Lesson log={log}>{children}</Lesson> : <LogContext value={log}>{children}</LogContext>
}

function Lesson({ log, children }: { log: TerminalLog; children: ReactNode }) {
  const [lesson] = useState(() => trainingLog(log))
  return <LogContext value={lesson}>{children}</LogContext>
}
