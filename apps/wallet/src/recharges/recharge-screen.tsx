import type { RechargeIntent } from '@mps/shared/recharge'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CardStrip } from '../cards/card-strip.tsx'
import type { CardProps } from '../cards/card-screen.tsx'
import { BackLink } from '../components/back-link.tsx'
import { ScreenTitle } from '../components/screen-title.tsx'
import { RechargeForm } from './recharge-form.tsx'
import { RechargeProgress } from './recharge-progress.tsx'

/** Puts money on a card through the payment provider: how much and how, then where to pay, then how it went. */
export function RechargeScreen({ card, currency }: CardProps) {
  const { t } = useTranslation()
  const [intent, setIntent] = useState<RechargeIntent | null>(null)
  return (
    <div className="narrow stack">
      <BackLink to={{ screen: 'card', cardId: card.id }}>{t('manage.back')}</BackLink>
      <ScreenTitle>{t('recharge.title')}</ScreenTitle>
      <div className="strip-panel">
        <CardStrip card={card} currency={currency} />
      </div>
      {intent ? (
        <RechargeProgress begun={intent} card={card} onAgain={() => setIntent(null)} />
      ) : (
        <RechargeForm card={card} currency={currency} onBegun={setIntent} />
      )}
    </div>
  )
}
