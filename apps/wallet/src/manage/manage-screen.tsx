import type { MemberCard } from '@mps/shared/me'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CardProps } from '../cards/card-screen.tsx'
import { CardTile } from '../cards/card-tile.tsx'
import { BackLink } from '../components/back-link.tsx'
import { moneyText } from '../components/money-text.ts'
import { Row } from '../components/row.tsx'
import { ScreenTitle } from '../components/screen-title.tsx'
import { hrefOf } from '../shell/route.ts'
import { CardChangeDialog, type CardChange } from './card-change-dialog.tsx'
import { FullCardNumber } from './full-card-number.tsx'

/** What a card's owner and admins decide about it; others read what they may do. */
export function ManageScreen({ card, currency }: CardProps) {
  const { t } = useTranslation()
  const [change, setChange] = useState<CardChange | null>(null)
  return (
    <div className="narrow stack">
      <BackLink to={{ screen: 'card', cardId: card.id }}>{t('manage.back')}</BackLink>
      <ScreenTitle>{t('manage.title')}</ScreenTitle>
      <CardTile card={card} currency={currency} />
      <FullCardNumber cardNo={card.cardNo} />
      <MyRole card={card} currency={currency} />
      <ul className="panel rows">
        {changesFor(card).map((each) =>
          each === 'people' ? (
            <Row
              key={each}
              icon="people"
              title={t('people.title')}
              text={t('people.hint')}
              href={hrefOf({ screen: 'people', cardId: card.id })}
            />
          ) : (
            <Row
              key={each}
              icon={ICONS[each]}
              title={t(`manage.${each}`)}
              text={t(`manage.${each}_hint`)}
              isGrave={each === 'lost' || each === 'leave'}
              onClick={() => setChange(each)}
            />
          ),
        )}
      </ul>
      {change && <CardChangeDialog card={card} change={change} onClose={() => setChange(null)} />}
    </div>
  )
}

const ICONS = { freeze: 'freeze', unfreeze: 'freeze', lost: 'lost', replace: 'update', leave: 'leave' } as const

/** What this member may do with the card as it is now. */
function changesFor({ role, status }: MemberCard): (CardChange | 'people')[] {
  const isLive = status === 'active' || status === 'frozen'
  const decides = role === 'owner' || role === 'admin'
  const changes: (CardChange | 'people' | false)[] = [
    decides && isLive && 'people',
    decides && status === 'active' && 'freeze',
    decides && status === 'frozen' && 'unfreeze',
    decides && isLive && 'lost',
    role === 'owner' && (isLive || status === 'lost') && 'replace',
    role !== 'owner' && 'leave',
  ]
  return changes.filter((change) => change !== false)
}

function MyRole({ card, currency }: CardProps) {
  const { t, i18n } = useTranslation()
  if (card.role === 'owner') return null
  const money = (amount: number) => moneyText(amount, currency, i18n.language)
  return (
    <div className="note note-quiet">
      <p>{t(`manage.role_${card.role}`)}</p>
      {card.limitPerCharge !== null && <p>{t('people.per_charge', { amount: money(card.limitPerCharge) })}</p>}
      {card.limitPerDay !== null && <p>{t('people.per_day', { amount: money(card.limitPerDay) })}</p>}
    </div>
  )
}
