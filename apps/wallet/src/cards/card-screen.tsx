import type { MemberCard } from '@mps/shared/me'
import { useTranslation } from 'react-i18next'
import { LiveCodePanel } from '../code/live-code-panel.tsx'
import { useLiveCode } from '../code/use-live-code.ts'
import { BackLink } from '../components/back-link.tsx'
import { ScreenTitle } from '../components/screen-title.tsx'
import { CardActivity } from '../transactions/card-activity.tsx'
import { CardActions } from './card-actions.tsx'
import { CardTile } from './card-tile.tsx'

export type CardProps = { card: MemberCard; currency: string }

/** One card, opened: its code, its balance, what can be done with it, and what happened on it. */
export function CardScreen({ card, currency }: CardProps) {
  const { t } = useTranslation()
  return (
    <>
      <BackLink to={{ screen: 'cards' }}>{t('cards.back')}</BackLink>
      <ScreenTitle isHidden>{t(`card_type.${card.cardType}`)}</ScreenTitle>
      <div className="columns">
        <div>
          {card.mayPay ? (
            <PayPanel card={card} currency={currency} />
          ) : (
            <>
              <WhyNoCode card={card} />
              <CardTile card={card} currency={currency} />
            </>
          )}
          <CardActions card={card} />
        </div>
        <CardActivity card={card} currency={currency} />
      </div>
    </>
  )
}

function PayPanel({ card, currency }: CardProps) {
  const live = useLiveCode(card.id)
  return <LiveCodePanel live={live} card={card} currency={currency} />
}

function WhyNoCode({ card }: { card: MemberCard }) {
  const { t } = useTranslation()
  const isViewer = card.status === 'active' && card.role === 'viewer'
  return <p className="note">{isViewer ? t('code.viewer') : t(`code.blocked_${card.status}`)}</p>
}
