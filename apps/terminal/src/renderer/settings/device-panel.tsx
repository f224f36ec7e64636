import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig, useLog } from '../app/log-context.ts'
import { platform } from '../app/platform.ts'
import { useLive } from '../app/use-live.ts'
import { secondsOf, useTimeOfDay } from '../components/relative-time.ts'
import { TestScanDialog } from './test-scan-dialog.tsx'

/** Which terminal of which server this is, and how it stands. */
export function DevicePanel() {
  const { t } = useTranslation()
  const log = useLog()
  const [isScanning, setScanning] = useState(false)
  const facts = useFacts()
  return (
    <section className="panel settings-part">
      <h2>{t('settings.device')}</h2>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="actions">
        <button type="button" className="button" onClick={() => setScanning(true)}>
          {t('testScan.open')}
        </button>
        <button type="button" className="button" onClick={() => void log.refreshConfig().catch(() => undefined)}>
          {t('settings.refresh')}
        </button>
      </div>
      {isScanning && <TestScanDialog onClose={() => setScanning(false)} />}
    </section>
  )
}

function useFacts(): [name: string, value: string][] {
  const { t } = useTranslation()
  const log = useLog()
  const { policy, merchant } = useConfig()
  const { offsetMs } = useLive(log.clock)
  const { persisted } = useLive(log.storage)
  const { lastContactAt } = useLive(log.connection)
  const identity = useLive(log.identity)
  const timeOfDay = useTimeOfDay(merchant.timeZone)
  const used = useStorageUse()
  const kept = t(persisted ? 'settings.kept' : 'settings.evictable')
  return [
    [t('settings.version'), APP_VERSION],
    [t('settings.server'), platform.receiptOrigin() ?? '–'],
    [t('settings.pairing'), identity ? t('settings.epoch', { label: identity.label, epoch: identity.epoch }) : '–'],
    [t('settings.contact'), lastContactAt === null ? '–' : timeOfDay(lastContactAt)],
    [t('settings.config'), t('settings.policy', { revision: policy.revision })],
    [t('settings.clock'), offsetMs === null ? t('settings.clockUnknown') : t('settings.clockOffset', { seconds: secondsOf(offsetMs) })],
    [t('settings.storage'), used === null ? kept : `${kept}, ${t('settings.used', { size: (used / 2 ** 20).toFixed(1) })}`],
  ]
}

function useStorageUse(): number | null {
  const [used, setUsed] = useState<number | null>(null)
  useEffect(() => {
    let isOver = false
    void navigator.storage.estimate().then(({ usage }) => isOver || setUsed(usage ?? null))
    return () => {
      isOver = true
    }
  }, [])
  return used
}
