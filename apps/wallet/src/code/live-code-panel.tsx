import type { MemberCard } from '@mps/shared/me'
import { useTranslation } from 'react-i18next'
import { CardStrip } from '../cards/card-strip.tsx'
import { FaultNote } from '../components/fault-note.tsx'
import { Icon } from '../components/icon.tsx'
import { clockText } from '../components/time-text.ts'
import { Countdown } from './countdown.tsx'
import type { HeldCode } from './held-code.ts'
import { OfflineFacts } from './offline-facts.tsx'
import { QrImage } from './qr-image.tsx'
import { SpokenCode } from './spoken-code.tsx'
import type { LiveCodeControls } from './use-live-code.ts'
import { useWakeLock } from './use-wake-lock.ts'

type Props = { live: LiveCodeControls; card: MemberCard; currency: string }

/** The code to be scanned, large and on white, with how long it lives, what the phone holds for later, and what stands in its way. */
export function LiveCodePanel({ live, card, currency }: Props) {
  const { shown } = live
  useWakeLock(shown !== null)
  if (!shown) return live.next ? <NextCode live={live} next={live.next} /> : <NoCode live={live} />
  return <ShownCode live={live} shown={shown} card={card} currency={currency} />
}

function ShownCode({ live, shown, card, currency }: Props & { shown: HeldCode }) {
  const { t } = useTranslation()
  const isOffline = live.fault?.kind === 'unreachable'
  return (
    <section className="code-panel" data-offline={isOffline}>
      <CardStrip card={card} currency={currency} />
      <h2 className="code-heading">
        {isOffline && (
          <span className="code-chip">
            <Icon name="offline" />
            {t('code.offline_chip')}
          </span>
        )}
        {t('code.heading')}
      </h2>
      <QrImage text={shown.text} />
      <Countdown code={shown} isOffline={isOffline} />
      {shown.discountPermille < 1000 && <p className="code-discount">{t('code.discount', { percent: shown.discountPermille / 10 })}</p>}
      {live.fault && !isOffline && <output className="code-note">{t('code.stalled')}</output>}
      {shown.digits !== undefined && <SpokenCode cardNo={card.cardNo} digits={shown.digits} />}
      <OfflineFacts live={live} shown={shown} isOffline={isOffline} currency={currency} />
      <div className="code-buttons">
        <button type="button" className="code-button" onClick={live.putAside}>
          <Icon name="update" />
          {t(isOffline ? 'code.next_offline' : 'code.next')}
        </button>
      </div>
    </section>
  )
}

/** Without a network, and between two codes: the next one is here already, it just has not begun. */
function NextCode({ live, next }: { live: LiveCodeControls; next: HeldCode }) {
  const { t, i18n } = useTranslation()
  return (
    <section className="code-panel code-waiting">
      <Icon name="clock" />
      <h2>{t('code.waiting_title')}</h2>
      <output>{t('code.waiting_text', { time: clockText(next.validFromMs, i18n.language) })}</output>
      {live.putAsideCount > 0 && (
        <button type="button" className="code-button" onClick={live.takeBack}>
          {t('code.take_back')}
        </button>
      )}
      <button type="button" className="code-button" onClick={live.retry}>
        {t('fault.retry')}
      </button>
    </section>
  )
}

function NoCode({ live: { fault, putAsideCount, retry, takeBack } }: { live: LiveCodeControls }) {
  const { t } = useTranslation()
  if (fault) {
    return (
      <>
        <FaultNote fault={fault} {...(fault.kind === 'unreachable' && { text: t('code.none_offline') })} onRetry={retry} />
        {putAsideCount > 0 && (
          <button type="button" className="plain-button" onClick={takeBack}>
            {t('code.take_back')}
          </button>
        )}
      </>
    )
  }
  return (
    <section className="code-panel">
      <output className="code-placeholder">{t('code.loading')}</output>
    </section>
  )
}
