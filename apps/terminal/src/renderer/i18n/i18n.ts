import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Locale, useSettings } from '../settings/settings-store.ts'
import { en } from './en.ts'
import { zhHant } from './zh-hant.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
  }
}

function showLocale(locale: Locale): void {
  // Screen readers choose a voice by it, and fonts the right shapes of Chinese letters.
  document.documentElement.lang = locale
  void i18next.changeLanguage(locale)
}

/** Starts the catalogues and follows the language that the settings name. */
export async function setupI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, 'zh-Hant': { translation: zhHant } },
    lng: useSettings.getState().locale,
    fallbackLng: 'en',
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  })
  showLocale(useSettings.getState().locale)
  useSettings.subscribe((now, before) => {
    if (now.locale !== before.locale) showLocale(now.locale)
  })
}
