import type { MemberTransaction } from '@mps/shared/me'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { moneyText } from '../components/money-text.ts'
import { clockText } from '../components/time-text.ts'
import { hrefOf } from '../shell/route.ts'
import { amountText, pointsText } from './amount-text.ts'
import { txIcon } from './tx-icon.ts'

type Props = { transaction: MemberTransaction; currency: string; cardLabel?: string | undefined }

/** A transaction in a list; the whole row leads to its details. */
export function TransactionRow({ transaction, currency, cardLabel }: Props) {
  const { t, i18n } = useTranslation()
  const { txNo, txType, status, merchantName, createdAt, declineCode } = transaction
  const kind = t(`tx_type.${txType}`)
  // A payment is what the picture and the sign say; the word is for those who see neither.
  const isPlain = txType === 'payment' || merchantName === null
  const facts = [isPlain ? null : kind, clockText(Date.parse(createdAt), i18n.language), cardLabel]
  return (
    <li>
      <a className="transaction" href={hrefOf({ screen: 'transaction', txNo })} data-status={status} data-type={txType}>
        <span className="transaction-mark">
          <Icon name={txIcon(transaction)} />
        </span>
        <span className="transaction-text">
          <span className="transaction-title">{merchantName ?? kind}</span>
          {txType === 'payment' && <span className="visually-hidden">{kind}</span>}
          <span className="muted">{facts.filter((fact) => fact != null).join(' · ')}</span>
        </span>
        <Figures transaction={transaction} currency={currency} />
        {declineCode && <span className="transaction-reason muted">{t(`decline.${declineCode}`)}</span>}
      </a>
    </li>
  )
}

function Figures({ transaction, currency }: Props) {
  const { t, i18n } = useTranslation()
  const { status, points, refundedAmount, isDebt } = transaction
  return (
    <span className="transaction-figures">
      <span className="transaction-amount">{amountText(transaction, currency, i18n.language)}</span>
      {status === 'completed' && points !== 0 && (
        <span className="muted">{t('transactions.points', { points: pointsText(points, i18n.language) })}</span>
      )}
      {status === 'completed' && refundedAmount > 0 && (
        <span className="transaction-state">
          {t('transactions.partly_refunded', { amount: moneyText(refundedAmount, currency, i18n.language) })}
        </span>
      )}
      {status === 'completed' && isDebt && <span className="transaction-state">{t('transactions.owed')}</span>}
      {status !== 'completed' && <span className="transaction-state">{t(`tx_status.${status}`)}</span>}
    </span>
  )
}
