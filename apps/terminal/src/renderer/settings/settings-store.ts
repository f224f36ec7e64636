import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export const LOCALES = ['en', 'zh-Hant'] as const
export type Locale = (typeof LOCALES)[number]
export const THEMES = ['system', 'light', 'dark', 'contrast'] as const
export type Theme = (typeof THEMES)[number]

export const LOCK_AFTER = [1, 5, 15, 0] as const
export type LockAfter = (typeof LOCK_AFTER)[number]

type Settings = {
  locale: Locale
  theme: Theme
  /** The camera chosen by hand; null lets the device choose. */
  cameraId: string | null
  /** Minutes without a touch after which the cashier is signed out; 0 for never. */
  lockAfterMinutes: LockAfter
  /** Whether the end of a sale is heard. */
  isSoundOn: boolean
  setLocale: (locale: Locale) => void
  setTheme: (theme: Theme) => void
  setCamera: (cameraId: string | null) => void
  setLockAfter: (minutes: LockAfter) => void
  setSound: (isSoundOn: boolean) => void
}

/** How this screen looks and which camera it uses; never anything that money depends on. */
export const useSettings = create<Settings>()(
  persist(
    (set) => ({
      locale: navigator.language.startsWith('zh') ? 'zh-Hant' : 'en',
      theme: 'system',
      cameraId: null,
      lockAfterMinutes: 5,
      isSoundOn: true,
      setLocale: (locale) => set({ locale }),
      setTheme: (theme) => set({ theme }),
      setCamera: (cameraId) => set({ cameraId }),
      setLockAfter: (lockAfterMinutes) => set({ lockAfterMinutes }),
      setSound: (isSoundOn) => set({ isSoundOn }),
    }),
    { name: 'mps-terminal-settings' },
  ),
)
