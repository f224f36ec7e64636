import type { MemberCards, MemberTransactionDetail } from '@mps/shared/me'
import type { TFunction } from 'i18next'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { BackLink } from '../components/back-link.tsx'
import { FaultNote } from '../components/fault-note.tsx'
import { Icon } from '../components/icon.tsx'
import { ScreenTitle } from '../components/screen-title.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { hrefOf } from '../shell/route.ts'
import { useWallet } from '../shell/wallet-context.ts'
import { amountText } from './amount-text.ts'
import { RefundList, TransactionFacts } from './transaction-facts.tsx'
import { txIcon } from './tx-icon.ts'

/** One transaction with everything about it. */
export function TransactionScreen({ txNo, cards }: { txNo: string; cards: MemberCards }) {
  const { t } = useTranslation()
  const { api } = useWallet()
  const { value, fault, reload } = useLoaded(useCallback(() => api.transaction(txNo), [api, txNo]))
  return (
    <div className="narrow">
      <BackLink to={{ screen: 'activity', cardId: null }}>{t('transactions.back')}</BackLink>
      <ScreenTitle isHidden>{t('transactions.detail_title')}</ScreenTitle>
      {fault && <FaultNote fault={fault} onRetry={reload} />}
      {!value && !fault && <output className="loading">{t('transactions.loading')}</output>}
      {value && <Detail detail={value} cards={cards} />}
    </div>
  )
}

function stateText({ status, txType, isDebt }: MemberTransactionDetail, t: TFunction): string {
  if (status !== 'completed') return t(`tx_status.${status}`)
  return isDebt ? t('transactions.owed') : t(`tx_done.${txType}`)
}

function Detail({ detail, cards }: { detail: MemberTransactionDetail; cards: MemberCards }) {
  const { t, i18n } = useTranslation()
  const { txType, status, merchantName, declineCode } = detail
  return (
    <article className="receipt" data-status={status} data-type={txType} data-owed={detail.isDebt}>
      <header className="receipt-head">
        <span className="transaction-mark">
          <Icon name={txIcon(detail)} />
        </span>
        <h2>{merchantName ?? t(`tx_type.${txType}`)}</h2>
        <p className="receipt-amount">{amountText(detail, cards.currency, i18n.language)}</p>
        <p className="receipt-state">{stateText(detail, t)}</p>
      </header>
      {declineCode && (
        <p className="note note-warning">
          {t(`decline.${declineCode}`)} {t('transactions.nothing_taken')}
        </p>
      )}
      {detail.isDebt && (
        <p className="note note-warning">
          {t('transactions.owed_text')}{' '}
          <a className="note-link" href={hrefOf({ screen: 'debts' })}>
            {t('debts.title')}
          </a>
        </p>
      )}
      <TransactionFacts detail={detail} cards={cards} />
      {detail.refunds.length > 0 && <RefundList refunds={detail.refunds} currency={cards.currency} />}
    </article>
  )
}
