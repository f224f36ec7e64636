import { useTranslation } from 'react-i18next'
import { useConfig } from '../app/log-context.ts'
import { Money } from '../components/money.tsx'
import { NumberPad } from '../components/number-pad.tsx'
import { amountOfPad, displayPad, PAD_KEYS } from './amount-pad.ts'
import { useCharge } from './charge-store.ts'
import { OfflineRoomNote } from './offline-room-note.tsx'
import { type Price, priceOf } from './price.ts'
import { useSaleCheck } from './use-sale-check.ts'

/** The amount, what the member pays of it, and the one button that charges. */
export function AmountPanel({ onConfirm }: { onConfirm: () => void }) {
  const { t } = useTranslation()
  const config = useConfig()
  const { padText, code, press } = useCharge()
  const amount = amountOfPad(padText)
  const price = code && amount > 0 ? priceOf(amount, code, config) : null
  const { mayConfirm, words } = useSaleCheck(amount, price)

  return (
    <section className="amount panel" aria-label={t('amount.title')}>
      <output className="amount-typed" aria-label={t('amount.label')}>
        <span className="money-currency">{config.currency}</span> <span className="money">{displayPad(padText)}</span>
      </output>
      <PriceLines price={price} />
      <OfflineRoomNote />
      <NumberPad keys={PAD_KEYS} label={t('amount.pad')} onKey={press} />
      <output className="amount-words">{words}</output>
      <button type="button" className="button button-primary button-large" disabled={!mayConfirm} onClick={onConfirm}>
        {price ? (
          <>
            {t('amount.charge')} <Money minor={price.final} currency={config.currency} />
          </>
        ) : (
          t('amount.charge')
        )}
      </button>
    </section>
  )
}

function PriceLines({ price }: { price: Price | null }) {
  const { t } = useTranslation()
  return (
    <dl className="price" aria-label={t('price.title')}>
      <div>
        <dt>{t('price.saved')}</dt>
        <dd>{price ? <Money minor={-price.saved} /> : '–'}</dd>
      </div>
      <div>
        <dt>{t('price.points')}</dt>
        <dd className="money">{price ? `+${price.points}` : '–'}</dd>
      </div>
      <div className="price-final">
        <dt>{t('price.final')}</dt>
        <dd>{price ? <Money minor={price.final} /> : '–'}</dd>
      </div>
    </dl>
  )
}
