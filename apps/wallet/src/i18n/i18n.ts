import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'
import { zhHant } from './zh-hant.ts'

export const LANGUAGES = ['en', 'zh-Hant'] as const
export type Language = (typeof LANGUAGES)[number]

/** Each language in itself: whoever needs it can read it. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', 'zh-Hant': '繁體中文' }

const KEY = 'mps.wallet.language'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
  }
}

/** The language of this page that serves a language tag best: every Chinese reads Traditional Chinese, all others English. */
export function languageOf(tag: string): Language {
  return tag.toLowerCase().startsWith('zh') ? 'zh-Hant' : 'en'
}

/** Starts in the language last chosen here, else in the phone's. */
export async function setupI18n(): Promise<void> {
  i18next.on('languageChanged', (tag) => {
    const language = languageOf(tag)
    document.documentElement.lang = language
    document.title = i18next.t('app.title')
    localStorage.setItem(KEY, language)
  })
  await i18next.use(initReactI18next).init({
    lng: languageOf(localStorage.getItem(KEY) ?? navigator.language),
    fallbackLng: 'en',
    resources: { en: { translation: en }, 'zh-Hant': { translation: zhHant } },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
  })
}
