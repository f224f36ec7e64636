import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export const LOCALES = ['en', 'zh-Hant'] as const
export type Locale = (typeof LOCALES)[number]
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

type Settings = {
  locale: Locale
  theme: Theme
  /** The camera chosen by hand; null lets the device choose. */
  cameraId: string | null
  setLocale: (locale: Locale) => void
  setTheme: (theme: Theme) => void
  setCamera: (cameraId: string | null) => void
}

/** How this screen looks and which camera it uses; never anything that money depends on. */
export const useSettings = create<Settings>()(
  persist(
    (set) => ({
      locale: navigator.language.startsWith('zh') ? 'zh-Hant' : 'en',
      theme: 'system',
      cameraId: null,
      setLocale: (locale) => set({ locale }),
      setTheme: (theme) => set({ theme }),
      setCamera: (cameraId) => set({ cameraId }),
    }),
    { name: 'mps-terminal-settings' },
  ),
)
