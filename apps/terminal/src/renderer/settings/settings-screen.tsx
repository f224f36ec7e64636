import { useTranslation } from 'react-i18next'
import { useConfig, useLog } from '../app/log-context.ts'
import { useLive } from '../app/use-live.ts'
import { useTimeOfDay } from '../components/relative-time.ts'
import { Segments } from '../components/segments.tsx'
import { PrinterPanel } from '../receipt/printer-panel.tsx'
import { TrainingPanel } from '../training/training-panel.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { LOCK_AFTER, THEMES, useSettings } from './settings-store.ts'
import { SoundChoice } from './sound-choice.tsx'
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

function DevicePanel() {
  const { t } = useTranslation()
  const log = useLog()
  const { policy } = useConfig()
  const { offsetMs } = useLive(log.clock)
  const { persisted } = useLive(log.storage)
  const identity = useLive(log.identity)
  return (
    <section className="panel settings-part">
      <h2>{t('settings.device')}</h2>
      <dl className="facts">
        <div>
          <dt>{t('settings.version')}</dt>
          <dd>{APP_VERSION}</dd>
        </div>
        <div>
          <dt>{t('settings.pairing')}</dt>
          <dd>{identity && t('settings.epoch', { label: identity.label, epoch: identity.epoch })}</dd>
        </div>
        <div>
          <dt>{t('settings.config')}</dt>
          <dd>{t('settings.policy', { revision: policy.revision })}</dd>
        </div>
        <div>
          <dt>{t('settings.clock')}</dt>
          <dd>{offsetMs === null ? t('settings.clockUnknown') : t('settings.clockOffset', { seconds: (offsetMs / 1000).toFixed(1) })}</dd>
        </div>
        <div>
          <dt>{t('settings.storage')}</dt>
          <dd>{t(persisted ? 'settings.kept' : 'settings.evictable')}</dd>
        </div>
      </dl>
      <div className="actions">
        <button type="button" className="button" onClick={() => void log.refreshConfig().catch(() => undefined)}>
          {t('settings.refresh')}
        </button>
      </div>
    </section>
  )
}

function DiagnosticsPanel() {
  const { t } = useTranslation()
  const diagnostics = useLive(useLog().diagnostics)
  const { timeZone } = useConfig().merchant
  const timeOfDay = useTimeOfDay(timeZone)
  return (
    <section className="panel settings-part">
      <h2>{t('settings.diagnostics')}</h2>
      {diagnostics.length === 0 && <p className="soft">{t('settings.noDiagnostics')}</p>}
      <ul className="diagnostics">
        {diagnostics
          .slice(-10)
          .toReversed()
          .map((line) => (
            <li key={`${line.at} ${line.code} ${line.detail}`}>
              <span className="money">{timeOfDay(line.at)}</span> <code>{line.code}</code> {line.detail}
            </li>
          ))}
      </ul>
    </section>
  )
}
