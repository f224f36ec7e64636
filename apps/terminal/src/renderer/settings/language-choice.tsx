import { useTranslation } from 'react-i18next'
import { Segments } from '../components/segments.tsx'
import { useSettings } from './settings-store.ts'

/** Each language under its own name, so that whoever cannot read the present one finds theirs. */
const LANGUAGES = [
  { value: 'en', label: 'English' },
  { value: 'zh-Hant', label: '繁體中文' },
] as const

export function LanguageChoice() {
  const { t } = useTranslation()
  const { locale, setLocale } = useSettings()
  return <Segments label={t('settings.language')} options={LANGUAGES} value={locale} onChange={setLocale} />
}
