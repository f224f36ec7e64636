import type { MemberDebt } from '@mps/shared/late-decline'
import type { MemberCards } from '@mps/shared/me'
import { useTranslation } from 'react-i18next'
import { BackLink } from '../components/back-link.tsx'
import { FaultNote } from '../components/fault-note.tsx'
import { Icon } from '../components/icon.tsx'
import { moneyText } from '../components/money-text.ts'
import { ScreenTitle } from '../components/screen-title.tsx'
import { dateTimeText } from '../components/time-text.ts'
import { useKept } from '../kept/use-kept.ts'
import { hrefOf } from '../shell/route.ts'
import { useWallet } from '../shell/wallet-context.ts'

/** What the member owes for purchases that a shop without a network let them take and their card could not pay. */
export function DebtsScreen({ cards }: { cards: MemberCards }) {
  const { t, i18n } = useTranslation()
  const { debts: kept } = useWallet()
  const { value, fault, reload } = useKept(kept)
  const money = (amount: number) => moneyText(amount, cards.currency, i18n.language)
  return (
    <div className="narrow stack">
      <BackLink to={{ screen: 'cards' }}>{t('cards.back')}</BackLink>
      <ScreenTitle>{t('debts.title')}</ScreenTitle>
      {fault && <FaultNote fault={fault} onRetry={() => void reload()} />}
      {value?.debts.length === 0 && (
        <div className="empty">
          <Icon name="check" />
          <p className="muted">{t('debts.none')}</p>
        </div>
      )}
      {value && value.owed > 0 && <p className="note note-warning">{t('debts.intro', { amount: money(value.owed) })}</p>}
      {value && value.debts.length > 0 && (
        <ul className="debt-list">
          {value.debts.map((debt) => (
            <Debt key={debt.id} debt={debt} money={money} locale={i18n.language} />
          ))}
        </ul>
      )}
    </div>
  )
}

type DebtProps = { debt: MemberDebt; money: (amount: number) => string; locale: string }

function Debt({ debt, money, locale }: DebtProps) {
  const { t } = useTranslation()
  const { merchantName, scannedAt, declineCode, amount, repaid, left, cardId } = debt
  return (
    <li className="panel debt" data-repaid={left === 0}>
      <div className="debt-head">
        <h2>{merchantName}</h2>
        <p className="debt-left">{left === 0 ? t('debts.repaid_all') : t('debts.left', { amount: money(left) })}</p>
      </div>
      <p className="muted">
        {dateTimeText(scannedAt, locale)} · {t(`decline.${declineCode}`)}
      </p>
      {repaid > 0 && <p className="muted">{t('debts.repaid', { repaid: money(repaid), amount: money(amount) })}</p>}
      {left > 0 && (
        <a className="text-link" href={hrefOf({ screen: 'top_up', cardId })}>
          {t('debts.top_up')}
        </a>
      )}
    </li>
  )
}
