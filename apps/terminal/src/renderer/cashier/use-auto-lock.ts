import { useEffect } from 'react'
import { useCharge } from '../charge/charge-store.ts'
import { useSettings } from '../settings/settings-store.ts'
import { useCashier } from './cashier-store.ts'

const SIGNS_OF_LIFE = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const
const LOOK_EVERY_MS = 5000

/** Signs the cashier out when nobody has touched the till for a while. A sale that is under way or on the screen keeps it open. */
export function useAutoLock(): void {
  const minutes = useSettings((settings) => settings.lockAfterMinutes)
  useEffect(() => {
    if (minutes === 0) return undefined
    let touchedMs = performance.now()
    const touch = () => {
      touchedMs = performance.now()
    }
    const look = () => {
      const { step, startSale } = useCharge.getState()
      if (step.at !== 'drafting' || performance.now() - touchedMs < minutes * 60_000) return
      startSale()
      useCashier.getState().signOut()
    }
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, touch, { capture: true, passive: true })
    const looking = window.setInterval(look, LOOK_EVERY_MS)
    return () => {
      for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, touch, { capture: true })
      window.clearInterval(looking)
    }
  }, [minutes])
}
