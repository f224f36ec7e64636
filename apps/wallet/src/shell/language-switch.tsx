import { useTranslation } from 'react-i18next'
import { LANGUAGES, type Language, languageOf } from '../i18n/i18n.ts'

const NAMES: Record<Language, string> = { en: 'English', 'zh-TW': '繁體中文' }

/** Offers the other language, in that language: whoever needs it can read it. */
export function LanguageSwitch() {
  const { i18n } = useTranslation()
  const other = LANGUAGES.find((language) => language !== languageOf(i18n.language)) ?? 'en'
  return (
    <button type="button" className="quiet-button" lang={other} onClick={() => void i18n.changeLanguage(other)}>
      {NAMES[other]}
    </button>
  )
}
