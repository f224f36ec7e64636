import { maskCardNo } from '@mps/shared/card-number'
import type { MemberCard } from '@mps/shared/me'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { dateText } from '../components/time-text.ts'
import { moneyText } from '../components/money-text.ts'

/** A card as it lies in the list and above its code: kind, number, balance, and what the member has earned. */
export function CardTile({ card, currency }: { card: MemberCard; currency: string }) {
  const { t, i18n } = useTranslation()
  return (
    <div className={`card-tile card-${card.cardType}`} data-usable={card.status === 'active'}>
      <div className="card-row">
        <h2 className="card-name">{t(`card_type.${card.cardType}`)}</h2>
        {card.status !== 'active' && <span className="card-badge">{t(`card_status.${card.status}`)}</span>}
        {card.status === 'active' && card.role !== 'owner' && <span className="card-badge">{t('cards.shared')}</span>}
      </div>
      <p className="card-balance">
        <span className="visually-hidden">{t('cards.balance')} </span>
        {moneyText(card.balance, currency, i18n.language)}
      </p>
      <div className="card-row card-foot">
        <span className="card-number">{maskCardNo(card.cardNo)}</span>
        <CardFacts card={card} />
      </div>
      {card.expiresAt && <p className="card-expiry">{t('cards.valid_until', { date: dateText(card.expiresAt, i18n.language) })}</p>}
    </div>
  )
}

/** Points and level, where the card collects them. */
function CardFacts({ card }: { card: MemberCard }) {
  const { t, i18n } = useTranslation()
  if (card.levelName === null && card.points === 0) return null
  return (
    <dl className="card-facts">
      <Fact name={t('cards.points')}>{new Intl.NumberFormat(i18n.language).format(card.points)}</Fact>
      {card.levelName !== null && <Fact name={t('cards.level')}>{card.levelName}</Fact>}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
