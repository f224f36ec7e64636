import type { CardMember } from '@mps/shared/card'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { moneyText } from '../components/money-text.ts'

type Props = { person: CardMember; isMe: boolean; currency: string; onOpen: (() => void) | null }

/** One person of a shared card: a button where their role can be changed, plain text where it cannot. */
export function PersonRow({ person, isMe, currency, onOpen }: Props) {
  const content = <PersonText person={person} isMe={isMe} currency={currency} />
  return (
    <li>
      {onOpen ? (
        <button type="button" className="row-button" onClick={onOpen}>
          {content}
          <Icon name="forward" />
        </button>
      ) : (
        <div className="row-button is-still">{content}</div>
      )}
    </li>
  )
}

function PersonText({ person, isMe, currency }: Omit<Props, 'onOpen'>): ReactNode {
  const { t, i18n } = useTranslation()
  const { name, role, limitPerCharge, limitPerDay } = person
  const money = (amount: number) => moneyText(amount, currency, i18n.language)
  const facts = [
    t(`role.${role}`),
    limitPerCharge !== null && t('people.per_charge', { amount: money(limitPerCharge) }),
    limitPerDay !== null && t('people.per_day', { amount: money(limitPerDay) }),
  ]
  return (
    <>
      <Icon name="person" />
      <span>
        <strong>{isMe ? t('people.you', { name }) : name}</strong>
        <small>{facts.filter(Boolean).join(' · ')}</small>
      </span>
    </>
  )
}
