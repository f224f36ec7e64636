import { maskCardNo } from '@mps/shared/card-number'
import type { MemberCard } from '@mps/shared/me'
import { useTranslation } from 'react-i18next'
import { moneyText } from '../components/money-text.ts'

/** A card in two lines above its code: what is paid with, and what is on it. */
export function CardStrip({ card, currency }: { card: MemberCard; currency: string }) {
  const { t, i18n } = useTranslation()
  const points = new Intl.NumberFormat(i18n.language).format(card.points)
  return (
    <div className={`card-strip card-${card.cardType}`}>
      <div>
        <p className="card-name">{t(`card_type.${card.cardType}`)}</p>
        <p className="card-number">{maskCardNo(card.cardNo)}</p>
      </div>
      <div className="card-strip-figures">
        <p className="card-strip-balance">
          <span className="visually-hidden">{t('cards.balance')} </span>
          {moneyText(card.balance, currency, i18n.language)}
        </p>
        {card.levelName !== null && (
          <p>
            {card.levelName} · {t('cards.points_count', { points })}
          </p>
        )}
      </div>
    </div>
  )
}
