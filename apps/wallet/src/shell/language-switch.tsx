import { useTranslation } from 'react-i18next'
import { LANGUAGE_NAMES, LANGUAGES, languageOf } from '../i18n/i18n.ts'

/** Offers the other language, in that language: whoever needs it can read it. */
export function LanguageSwitch() {
  const { i18n } = useTranslation()
  const other = LANGUAGES.find((language) => language !== languageOf(i18n.language)) ?? 'en'
  return (
    <button type="button" className="quiet-button" lang={other} onClick={() => void i18n.changeLanguage(other)}>
      {LANGUAGE_NAMES[other]}
    </button>
  )
}
