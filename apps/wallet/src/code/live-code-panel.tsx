import { useTranslation } from 'react-i18next'
import { FaultNote } from '../shell/fault-note.tsx'
import type { LiveCode } from './code-keeper.ts'
import { Countdown } from './countdown.tsx'
import { QrImage } from './qr-image.tsx'
import { useWakeLock } from './use-wake-lock.ts'

/** The code to be scanned, large and on white, with how long it lives and what stands in its way. */
export function LiveCodePanel({ live }: { live: LiveCode & { retry: () => void } }) {
  const { t } = useTranslation()
  const { shown, fault } = live
  useWakeLock(shown !== null)
  if (!shown) return <NoCode live={live} />
  return (
    <section className="code-panel">
      <h2 className="code-heading">{t('code.heading')}</h2>
      <QrImage text={shown.text} />
      <Countdown code={shown} />
      {shown.discountPermille < 1000 && <p className="code-discount">{t('code.discount', { percent: shown.discountPermille / 10 })}</p>}
      {fault && <output className="code-note">{t(fault.kind === 'unreachable' ? 'code.offline' : 'code.stalled')}</output>}
    </section>
  )
}

function NoCode({ live: { fault, retry } }: { live: LiveCode & { retry: () => void } }) {
  const { t } = useTranslation()
  if (fault?.kind === 'unreachable') return <FaultNote fault={fault} text={t('code.none_offline')} onRetry={retry} />
  if (fault) return <FaultNote fault={fault} onRetry={retry} />
  return (
    <section className="code-panel">
      <output className="code-placeholder">{t('code.loading')}</output>
    </section>
  )
}
