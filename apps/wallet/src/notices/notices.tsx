import type { MemberCards, MemberTransaction } from '@mps/shared/me'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { moneyText } from '../components/money-text.ts'
import { hrefOf } from '../shell/route.ts'
import { useWallet } from '../shell/wallet-context.ts'
import { txIcon } from '../transactions/tx-icon.ts'

/**
 * Tells the member what has just happened, over whatever screen is open and below the code, which may be shown again at once. One notice at
 * a time: putting it away shows the one before. The live region is there before its text, so that it is announced.
 */
export function Notices({ cards }: { cards: MemberCards }) {
  const { notices } = useWallet()
  const [newest] = useSyncExternalStore(notices.subscribe, notices.snapshot)
  return (
    <div className="notices" aria-live="polite" aria-relevant="additions">
      {newest && <Notice key={newest.txNo} transaction={newest} cards={cards} onDismiss={() => notices.dismiss(newest.txNo)} />}
    </div>
  )
}

function titleOf({ status, txType, isDebt }: MemberTransaction) {
  if (status === 'failed') return 'notice.failed'
  return isDebt ? 'notice.owed' : (`notice.${txType}` as const)
}

type NoticeProps = { transaction: MemberTransaction; cards: MemberCards; onDismiss: () => void }

function Notice({ transaction, cards, onDismiss }: NoticeProps) {
  const { t, i18n } = useTranslation()
  const { status, merchantName, declineCode, points, isDebt } = transaction
  const isPaid = status !== 'failed' && !isDebt
  const card = cards.cards.find(({ id }) => id === transaction.cardId)
  const money = (amount: number) => moneyText(amount, cards.currency, i18n.language)
  return (
    <div className={`notice ${isPaid ? 'is-good' : 'is-warning'}`}>
      <span className="notice-mark">
        <Icon name={isPaid ? 'check' : txIcon(transaction)} />
      </span>
      <div className="notice-text">
        <p className="notice-title">{t(titleOf(transaction), { amount: money(transaction.finalAmount) })}</p>
        {merchantName !== null && <p>{t('notice.at', { merchant: merchantName })}</p>}
        {declineCode && <p>{t(`decline.${declineCode}`)}</p>}
        {isPaid && card && isAfter(cards.serverTime, transaction.createdAt) && (
          <p>
            {t('notice.balance', { amount: money(card.balance) })}
            {points > 0 && ` · ${t('notice.points', { points })}`}
          </p>
        )}
        <a href={hrefOf({ screen: 'transaction', txNo: transaction.txNo })} onClick={onDismiss}>
          {t('notice.details')}
        </a>
      </div>
      <button type="button" className="icon-button" aria-label={t('notice.dismiss')} onClick={onDismiss}>
        <Icon name="cross" />
      </button>
    </div>
  )
}

/** A balance that was read before the charge would be told as the new one. */
function isAfter(readAt: string, happenedAt: string): boolean {
  return Date.parse(readAt) >= Date.parse(happenedAt)
}
