import type { MemberCards } from '@mps/shared/me'
import { useTranslation } from 'react-i18next'
import { FaultNote } from '../components/fault-note.tsx'
import { Icon } from '../components/icon.tsx'
import { ScreenTitle } from '../components/screen-title.tsx'
import { hrefOf } from '../shell/route.ts'
import { TransactionDays } from './transaction-days.tsx'
import { usePages } from './use-pages.ts'

type Props = { cardId: string | null; cards: MemberCards }

/** Everything that happened, on all cards or on one. */
export function ActivityScreen({ cardId, cards }: Props) {
  const { t } = useTranslation()
  const list = usePages(cardId)
  return (
    <div className="narrow">
      <ScreenTitle>{t('transactions.title')}</ScreenTitle>
      {cards.cards.length > 1 && <CardFilter cardId={cardId} cards={cards} />}
      {list.fault && <FaultNote fault={list.fault} onRetry={list.reload} />}
      {list.transactions === null && !list.fault && <output className="loading">{t('transactions.loading')}</output>}
      {list.transactions?.length === 0 && <NoTransactions />}
      {list.transactions && (
        <TransactionDays
          transactions={list.transactions}
          currency={cards.currency}
          heading="h2"
          {...(cardId === null && { cards: cards.cards })}
        />
      )}
      {list.loadMore && (
        <button type="button" className="plain-button wide-button" onClick={list.loadMore}>
          {t('transactions.more')}
        </button>
      )}
    </div>
  )
}

function CardFilter({ cardId, cards }: Props) {
  const { t } = useTranslation()
  const choices = [
    { id: null, label: t('transactions.all_cards') },
    ...cards.cards.map(({ id, cardType, cardNo }) => ({ id, label: `${t(`card_type.${cardType}`)} ${cardNo.slice(-4)}` })),
  ]
  return (
    <nav className="chips" aria-label={t('transactions.filter')}>
      {choices.map(({ id, label }) => (
        <a key={id} className="chip" href={hrefOf({ screen: 'activity', cardId: id })} aria-current={id === cardId ? 'true' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  )
}

function NoTransactions() {
  const { t } = useTranslation()
  return (
    <div className="empty">
      <Icon name="activity" />
      <p className="muted">{t('transactions.empty')}</p>
    </div>
  )
}
