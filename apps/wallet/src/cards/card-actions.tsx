import type { MemberCard } from '@mps/shared/me'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../components/icon.tsx'
import { hrefOf, type Route } from '../shell/route.ts'

/** What can be done with a card, as round buttons below it; what a member's role does not allow is not there. */
export function CardActions({ card }: { card: MemberCard }) {
  const { t } = useTranslation()
  return (
    <nav className="card-actions" aria-label={t('cards.actions')}>
      {takesMoney(card) && (
        <ActionLink icon="top_up" to={{ screen: 'top_up', cardId: card.id }}>
          {t('cards.action_top_up')}
        </ActionLink>
      )}
      <ActionLink icon="activity" to={{ screen: 'activity', cardId: card.id }}>
        {t('cards.action_history')}
      </ActionLink>
      <ActionLink icon="manage" to={{ screen: 'manage', cardId: card.id }}>
        {t('cards.action_manage')}
      </ActionLink>
    </nav>
  )
}

/** Vouchers are issued with their balance, and a card that has ended takes none. */
function takesMoney({ cardType, status, role }: MemberCard): boolean {
  return cardType !== 'voucher' && (status === 'active' || status === 'frozen') && role !== 'viewer'
}

function ActionLink({ icon, to, children }: { icon: IconName; to: Route; children: string }) {
  return (
    <a href={hrefOf(to)}>
      <span className="action-mark">
        <Icon name={icon} />
      </span>
      {children}
    </a>
  )
}
