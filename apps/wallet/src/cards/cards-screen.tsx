import type { MemberCard, MemberCards } from '@mps/shared/me'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { ScreenTitle } from '../components/screen-title.tsx'
import { FaultNote } from '../components/fault-note.tsx'
import { dateTimeText } from '../components/time-text.ts'
import { DebtNote } from '../debts/debt-note.tsx'
import { useKept } from '../kept/use-kept.ts'
import { hrefOf } from '../shell/route.ts'
import { useWallet } from '../shell/wallet-context.ts'
import { RecentActivity } from '../transactions/recent-activity.tsx'
import { CardTile } from './card-tile.tsx'

/** The first screen: every card the member may use or see, and what happened last. */
export function CardsScreen({ name, cards }: { name: string; cards: MemberCards }) {
  const { t } = useTranslation()
  return (
    <div className="columns">
      <div>
        <p className="muted">{t('cards.greeting', { name })}</p>
        <ScreenTitle>{t('cards.title')}</ScreenTitle>
        <AsOf cards={cards} />
        <DebtNote />
        {cards.cards.length === 0 ? <NoCards /> : <CardList cards={cards.cards} currency={cards.currency} />}
        <a className="add-link" href={hrefOf({ screen: 'add_card' })}>
          <Icon name="plus" />
          {t('cards.add')}
        </a>
      </div>
      <RecentActivity cards={cards} />
    </div>
  )
}

/** Figures that may have moved since say how old they are. */
function AsOf({ cards }: { cards: MemberCards }) {
  const { t, i18n } = useTranslation()
  const { cards: kept } = useWallet()
  const { fault, reload } = useKept(kept)
  if (!fault) return null
  if (fault.kind === 'problem') return <FaultNote fault={fault} onRetry={() => void reload()} />
  return <p className="note note-quiet">{t('cards.as_of', { time: dateTimeText(cards.serverTime, i18n.language) })}</p>
}

function CardList({ cards, currency }: { cards: readonly MemberCard[]; currency: string }) {
  return (
    <ul className="card-list">
      {cards.map((card) => (
        <li key={card.id}>
          <a className="card-link" href={hrefOf({ screen: 'card', cardId: card.id })}>
            <CardTile card={card} currency={currency} />
          </a>
        </li>
      ))}
    </ul>
  )
}

function NoCards() {
  const { t } = useTranslation()
  return (
    <div className="empty">
      <Icon name="cards" />
      <h2>{t('cards.empty_title')}</h2>
      <p className="muted">{t('cards.empty_text')}</p>
    </div>
  )
}
