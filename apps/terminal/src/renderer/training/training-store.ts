import { create } from 'zustand'
import { useCharge } from '../charge/charge-store.ts'

/** Whether this window is in a lesson. Kept nowhere: a restart is always back at work. */
export const useTraining = create<{ isOn: boolean }>()(() => ({ isOn: false }))

/** Begins a lesson; not in the middle of a sale. */
export function enterTraining(): void {
  if (useCharge.getState().step.at !== 'drafting') return
  useCharge.getState().startSale()
  useTraining.setState({ isOn: true })
}

/** Back to work. What was on the screen was the lesson's, and goes with it; outside of a lesson a sale on the screen is a real one, and stays. */
export function leaveTraining(): void {
  if (!useTraining.getState().isOn) return
  useCharge.getState().startSale()
  useTraining.setState({ isOn: false })
}
