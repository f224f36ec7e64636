import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { Live } from '../log/index.ts'

/** The present value of something that changes, and a new render when it does. */
export function useLive<T>(live: Live<T>): T {
  const subscribe = useCallback((listener: () => void) => live.subscribe(listener), [live])
  return useSyncExternalStore(subscribe, () => live.get())
}

/** This device's clock for showing ages; renders again at the given pace. */
export function useNowMs(everyMs: number): number {
  const [nowMs, setNowMs] = useState(Date.now)
  useEffect(() => {
    const timer = window.setInterval(() => setNowMs(Date.now()), everyMs)
    return () => window.clearInterval(timer)
  }, [everyMs])
  return nowMs
}
