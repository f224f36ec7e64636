import { useEffect } from 'react'

/**
 * Calls `round` now and at an interval while the page can be seen, and `catchUp` when it is seen again or the network is back.
 * A hidden page asks nothing. Both must keep their identity between renders.
 */
export function useRounds(everyMs: number, round: () => void, catchUp: () => void = round): void {
  useEffect(() => {
    const whenVisible = (work: () => void) => () => {
      if (document.visibilityState === 'visible') work()
    }
    const [tick, back] = [whenVisible(round), whenVisible(catchUp)]
    tick()
    const timer = setInterval(tick, everyMs)
    document.addEventListener('visibilitychange', back)
    window.addEventListener('online', back)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', back)
      window.removeEventListener('online', back)
    }
  }, [everyMs, round, catchUp])
}
