import { useTranslation } from 'react-i18next'
import { Segments } from '../components/segments.tsx'
import { PrinterPanel } from '../receipt/printer-panel.tsx'
import { TrainingPanel } from '../training/training-panel.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { LOCK_AFTER, THEMES, useSettings } from './settings-store.ts'
import { SoundChoice } from './sound-choice.tsx'
import { DevicePanel } from './device-panel.tsx'
import { DiagnosticsPanel } from './diagnostics-panel.tsx'
import { RepairPanel } from './repair-panel.tsx'
import { UpdatePanel } from './update-panel.tsx'
import { UnpairPanel } from './unpair-panel.tsx'

/** How this terminal looks, and what support asks about when something is odd. */
export function SettingsScreen() {
  const { t } = useTranslation()
  const { theme, setTheme } = useSettings()
  return (
    <main className="list-screen settings" aria-labelledby="settings-title">
      <div className="list-head">
        <h1 id="settings-title">{t('nav.settings')}</h1>
      </div>
      <section className="panel settings-part">
        <h2>{t('settings.looks')}</h2>
        <LanguageChoice />
        <Segments
          label={t('settings.theme')}
          options={THEMES.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
          value={theme}
          onChange={setTheme}
        />
        <LockChoice />
        <SoundChoice />
      </section>
      <PrinterPanel />
      <TrainingPanel />
      <DevicePanel />
      <UpdatePanel />
      <RepairPanel />
      <UnpairPanel />
      <DiagnosticsPanel />
    </main>
  )
}

function LockChoice() {
  const { t } = useTranslation()
  const { lockAfterMinutes, setLockAfter } = useSettings()
  return (
    <Segments
      label={t('settings.lockAfter')}
      options={LOCK_AFTER.map((minutes) => ({
        value: String(minutes),
        label: minutes === 0 ? t('settings.lockNever') : t('duration.minutes', { count: minutes }),
      }))}
      value={String(lockAfterMinutes)}
      onChange={(value) => setLockAfter(LOCK_AFTER.find((minutes) => String(minutes) === value) ?? lockAfterMinutes)}
    />
  )
}
