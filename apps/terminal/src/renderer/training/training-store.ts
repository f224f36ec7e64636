import { create } from 'zustand'

/** Whether this window is in a lesson. Kept nowhere: a restart is always back at work. */
export const useTraining = create<{ isOn: boolean }>()(() => ({ isOn: false }))
