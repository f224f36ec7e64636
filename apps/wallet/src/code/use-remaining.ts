import { useEffect, useState } from 'react'
import { useWallet } from '../shell/wallet-context.ts'

/** Four times a second, so that the shown second never lags the real one by much. */
const TICK_MS = 250

/** The milliseconds until an instant of the server's clock, never below zero, as they pass. */
export function useRemaining(untilMs: number): number {
  const { clock } = useWallet()
  const [nowMs, setNowMs] = useState(() => clock.nowMs())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(clock.nowMs()), TICK_MS)
    return () => clearInterval(timer)
  }, [clock])
  return Math.max(0, untilMs - nowMs)
}
