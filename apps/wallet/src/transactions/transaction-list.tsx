import type { MemberTransaction } from '@mps/shared/me'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import { FaultNote } from '../shell/fault-note.tsx'
import { moneyText } from '../shell/money-text.ts'
import { dateTimeText } from '../shell/time-text.ts'
import type { TransactionsState } from './use-transactions.ts'

type Transaction = z.infer<typeof MemberTransaction>

export function TransactionList({ list, currency }: { list: TransactionsState; currency: string }) {
  const { t } = useTranslation()
  return (
    <section className="transactions" aria-labelledby="transactions-title">
      <h2 id="transactions-title">{t('transactions.title')}</h2>
      {list.fault && <FaultNote fault={list.fault} onRetry={list.reload} />}
      {list.transactions === null && !list.fault && <p className="muted">{t('transactions.loading')}</p>}
      {list.transactions?.length === 0 && <p className="muted">{t('transactions.empty')}</p>}
      {list.transactions && list.transactions.length > 0 && (
        <ul>
          {list.transactions.map((transaction) => (
            <TransactionRow key={transaction.txNo} transaction={transaction} currency={currency} />
          ))}
        </ul>
      )}
      {list.loadMore && (
        <button type="button" className="plain-button" onClick={list.loadMore}>
          {t('transactions.more')}
        </button>
      )}
    </section>
  )
}

function TransactionRow({ transaction, currency }: { transaction: Transaction; currency: string }) {
  const { t, i18n } = useTranslation()
  const { txType, status, merchantName, createdAt, declineCode, rawAmount, finalAmount } = transaction
  return (
    <li className="transaction" data-status={status}>
      <div>
        <p className="transaction-title">{merchantName ?? t(`tx_type.${txType}`)}</p>
        <p className="muted">
          {merchantName !== null && `${t(`tx_type.${txType}`)} · `}
          <time dateTime={createdAt}>{dateTimeText(createdAt, i18n.language)}</time>
        </p>
        {declineCode && <p className="muted">{t(`decline.${declineCode}`)}</p>}
      </div>
      <div className="transaction-figures">
        <p className="transaction-amount">{amountText(transaction, currency, i18n.language)}</p>
        {status === 'completed' && rawAmount !== finalAmount && (
          <p className="muted">{t('transactions.full_price', { amount: moneyText(rawAmount, currency, i18n.language) })}</p>
        )}
        {status !== 'completed' && <p className="transaction-state">{t(`tx_status.${status}`)}</p>}
        {status === 'completed' && transaction.points !== 0 && (
          <p className="muted">{t('transactions.points', { points: signed(transaction.points, i18n.language) })}</p>
        )}
      </div>
    </li>
  )
}

/** Payments take from the card, refunds and top-ups add to it. One that failed moved nothing, so it carries no sign. */
function amountText({ txType, status, finalAmount }: Transaction, currency: string, locale: string): string {
  if (status === 'failed') return moneyText(finalAmount, currency, locale)
  return moneyText(txType === 'payment' ? -finalAmount : finalAmount, currency, locale, 'always')
}

function signed(points: number, locale: string): string {
  return new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' }).format(points)
}
