import { useEffect } from 'react'

/** Keeps the screen on while `isOn`, where the phone offers it: a screen that goes dark in the queue helps nobody. */
export function useWakeLock(isOn: boolean): void {
  useEffect(() => (isOn && 'wakeLock' in navigator ? keepScreenOn() : undefined), [isOn])
}

/** Holds the lock until the returned function is called. */
function keepScreenOn(): () => void {
  let lock: WakeLockSentinel | null = null
  let isOver = false
  const hold = async () => {
    if (document.visibilityState !== 'visible') return
    // Refused on a low battery; the code is shown all the same.
    const held = await navigator.wakeLock.request('screen').catch(() => null)
    if (isOver) await held?.release()
    else lock = held
  }
  // The system takes the lock away from a hidden page and does not give it back by itself.
  const onVisibility = () => void hold()
  onVisibility()
  document.addEventListener('visibilitychange', onVisibility)
  return () => {
    isOver = true
    document.removeEventListener('visibilitychange', onVisibility)
    void lock?.release()
  }
}
