import type { MemberCard } from '@mps/shared/me'
import type { RechargeIntent } from '@mps/shared/recharge'
import { useTranslation } from 'react-i18next'
import { FaultNote } from '../components/fault-note.tsx'
import { Icon } from '../components/icon.tsx'
import { moneyText } from '../components/money-text.ts'
import { clockText } from '../components/time-text.ts'
import { hrefOf } from '../shell/route.ts'
import { useIntent } from './use-intent.ts'

type Props = { begun: RechargeIntent; card: MemberCard; onAgain: () => void }

/** A recharge on its way, followed until it has gone one way or the other. */
export function RechargeProgress({ begun, card, onAgain }: Props) {
  const { t, i18n } = useTranslation()
  const { intent, fault, cancel } = useIntent(begun)
  const amount = moneyText(intent.amount, intent.currency, i18n.language)
  const isPending = intent.state === 'pending'
  return (
    <section className="panel progress" data-state={intent.state}>
      <span className="progress-mark">
        <Icon name={isPending ? 'clock' : intent.state === 'completed' ? 'check' : 'failed'} />
      </span>
      <output>
        <h2>{t(`recharge_state.${intent.state}`, { amount })}</h2>
        <p className="muted">{t(`recharge_hint.${intent.state}`, { time: clockText(Date.parse(intent.expiresAt), i18n.language) })}</p>
      </output>
      {fault && <FaultNote fault={fault} />}
      {isPending ? (
        <>
          {intent.payUrl !== null && (
            <a className="main-button" href={intent.payUrl} target="_blank" rel="noopener noreferrer">
              {t('recharge.pay', { amount })}
            </a>
          )}
          <button type="button" className="plain-button" onClick={cancel}>
            {t('recharge.cancel')}
          </button>
        </>
      ) : (
        <>
          <a className="main-button" href={hrefOf({ screen: 'card', cardId: card.id })}>
            {t('recharge.to_card')}
          </a>
          <button type="button" className="plain-button" onClick={onAgain}>
            {t('recharge.again')}
          </button>
        </>
      )}
    </section>
  )
}
