import type { MemberCards } from '@mps/shared/me'
import { useTranslation } from 'react-i18next'
import { useKept } from '../kept/use-kept.ts'
import { hrefOf } from '../shell/route.ts'
import { useWallet } from '../shell/wallet-context.ts'
import { TransactionDays } from './transaction-days.tsx'

const SHOWN = 4

/** The last few things that happened on any card, below the cards. */
export function RecentActivity({ cards }: { cards: MemberCards }) {
  const { t } = useTranslation()
  const { activity } = useWallet()
  const { value } = useKept(activity)
  if (!value || value.transactions.length === 0) return null
  return (
    <section className="recent" aria-labelledby="recent-title">
      <div className="section-head">
        <h2 id="recent-title">{t('transactions.recent')}</h2>
        <a className="text-link" href={hrefOf({ screen: 'activity', cardId: null })}>
          {t('transactions.all')}
        </a>
      </div>
      <TransactionDays transactions={value.transactions.slice(0, SHOWN)} currency={cards.currency} cards={cards.cards} />
    </section>
  )
}
