import { useTranslation } from 'react-i18next'
import type { CardProps } from '../cards/card-screen.tsx'
import { useKept } from '../kept/use-kept.ts'
import { hrefOf } from '../shell/route.ts'
import { useWallet } from '../shell/wallet-context.ts'
import { TransactionDays } from './transaction-days.tsx'

const SHOWN = 6

/** What happened on one card lately, from the page of all cards: it is there without a network, too. */
export function CardActivity({ card, currency }: CardProps) {
  const { t } = useTranslation()
  const { activity } = useWallet()
  const ofCard = useKept(activity).value?.transactions.filter(({ cardId }) => cardId === card.id) ?? []
  return (
    <section className="recent" aria-labelledby="activity-title">
      <div className="section-head">
        <h2 id="activity-title">{t('transactions.recent')}</h2>
        <a className="text-link" href={hrefOf({ screen: 'activity', cardId: card.id })}>
          {t('transactions.all')}
        </a>
      </div>
      {ofCard.length === 0 ? (
        <p className="muted">{t('transactions.none_lately')}</p>
      ) : (
        <TransactionDays transactions={ofCard.slice(0, SHOWN)} currency={currency} />
      )}
    </section>
  )
}
