import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig } from '../app/log-context.ts'
import { Dialog } from '../components/dialog.tsx'
import { Icon } from '../components/icon.tsx'
import { useClockTime } from './clock-time.ts'
import { ReadinessPanel } from './readiness-panel.tsx'
import { useReadiness } from './use-readiness.ts'

/** One line on every screen: until when this till could go on without the network. It opens the list behind it. */
export function ReadinessNote() {
  const { t } = useTranslation()
  const { merchant } = useConfig()
  const report = useReadiness()
  const clockTime = useClockTime(merchant.timeZone)
  const [isOpen, setOpen] = useState(false)
  const isWeak = Object.values(report.points).includes('weak')
  const look = report.untilMs === null ? 'chip-warn' : isWeak ? 'chip-plain' : 'chip-ready'
  return (
    <>
      <button type="button" className={`chip chip-button ${look}`} onClick={() => setOpen(true)}>
        <Icon name={report.untilMs === null ? 'warning' : 'shield'} />
        <span>{report.untilMs === null ? t('readiness.not') : t('readiness.until', { time: clockTime(report.untilMs) })}</span>
      </button>
      {isOpen && (
        <Dialog title={t('readiness.title')} onClose={() => setOpen(false)} wide>
          <ReadinessPanel report={report} />
          <div className="actions">
            <button type="button" className="button button-primary" onClick={() => setOpen(false)}>
              {t('common.close')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
