import { useTranslation } from 'react-i18next'
import { moneyText } from '../shell/money-text.ts'
import type { Charge } from './code-watch.ts'

type Props = { charge: Charge | null; currency: string; onDismiss: () => void }

/** Tells the member what has just been charged. The live region is there before its text, so that screen readers announce it. */
export function ChargeNotice({ charge, currency, onDismiss }: Props) {
  return (
    <div aria-live="polite" aria-atomic="true">
      {charge && <ChargeText charge={charge} currency={currency} onDismiss={onDismiss} />}
    </div>
  )
}

function ChargeText({ charge, currency, onDismiss }: Props & { charge: Charge }) {
  const { t, i18n } = useTranslation()
  const isPaid = charge.state === 'settled'
  const amount = moneyText(charge.final, currency, i18n.language)
  return (
    <div className={`charge-notice ${isPaid ? 'is-paid' : 'is-declined'}`}>
      <span className="charge-mark" aria-hidden="true">
        {isPaid ? '✓' : '!'}
      </span>
      <div className="charge-text">
        <p className="charge-amount">{t(isPaid ? 'charge.paid' : 'charge.not_paid', { amount })}</p>
        <p>{t('charge.at', { merchant: charge.merchantName })}</p>
        {isPaid && charge.points > 0 && <p>{t('charge.points', { points: charge.points })}</p>}
        {charge.code && <p>{t(`decline.${charge.code}`)}</p>}
      </div>
      <button type="button" className="icon-button" aria-label={t('charge.dismiss')} onClick={onDismiss}>
        ×
      </button>
    </div>
  )
}
