import type { MemberCard } from '@mps/shared/me'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CardProps } from '../cards/card-screen.tsx'
import { CardTile } from '../cards/card-tile.tsx'
import { BackLink } from '../components/back-link.tsx'
import { Icon, type IconName } from '../components/icon.tsx'
import { ScreenTitle } from '../components/screen-title.tsx'
import { FullCardNumber } from './full-card-number.tsx'
import { StatusDialog, type StatusChange } from './status-dialog.tsx'

/** What a card's owner and admins decide about it; others read what they may do. */
export function ManageScreen({ card, currency }: CardProps) {
  const { t } = useTranslation()
  const [change, setChange] = useState<StatusChange | null>(null)
  return (
    <div className="narrow stack">
      <BackLink to={{ screen: 'card', cardId: card.id }}>{t('manage.back')}</BackLink>
      <ScreenTitle>{t('manage.title')}</ScreenTitle>
      <CardTile card={card} currency={currency} />
      <FullCardNumber cardNo={card.cardNo} />
      <StatusPanel card={card} onChange={setChange} />
      {change && <StatusDialog card={card} change={change} onClose={() => setChange(null)} />}
    </div>
  )
}

function StatusPanel({ card, onChange }: { card: MemberCard; onChange: (change: StatusChange) => void }) {
  const { t } = useTranslation()
  const mayDecide = card.role === 'owner' || card.role === 'admin'
  if (!mayDecide) return <p className="note note-quiet">{t(card.role === 'viewer' ? 'manage.role_viewer' : 'manage.role_member')}</p>
  return (
    <ul className="panel rows">
      {card.status === 'active' && (
        <Row icon="freeze" title={t('manage.freeze')} text={t('manage.freeze_hint')} onClick={() => onChange('freeze')} />
      )}
      {card.status === 'frozen' && (
        <Row icon="freeze" title={t('manage.unfreeze')} text={t('manage.unfreeze_hint')} onClick={() => onChange('unfreeze')} />
      )}
      {(card.status === 'active' || card.status === 'frozen') && (
        <Row icon="lost" title={t('manage.lost')} text={t('manage.lost_hint')} isGrave onClick={() => onChange('lost')} />
      )}
    </ul>
  )
}

type RowProps = { icon: IconName; title: string; text: string; isGrave?: boolean; onClick: () => void }

function Row({ icon, title, text, isGrave = false, onClick }: RowProps) {
  return (
    <li>
      <button type="button" className={isGrave ? 'row-button is-grave' : 'row-button'} onClick={onClick}>
        <Icon name={icon} />
        <span>
          <strong>{title}</strong>
          <small>{text}</small>
        </span>
        <Icon name="forward" />
      </button>
    </li>
  )
}
