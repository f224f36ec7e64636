import type { MemberCards, MemberTransactionDetail } from '@mps/shared/me'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { moneyText } from '../components/money-text.ts'
import { dateTimeText } from '../components/time-text.ts'
import { hrefOf } from '../shell/route.ts'
import { pointsText } from './amount-text.ts'

/** Longer than a live charge takes: then the shop had no network, and both times are worth telling. */
const LATE_MS = 120_000

type Props = { detail: MemberTransactionDetail; cards: MemberCards }

/** What a receipt has: number, time, place, card, price, discount, points. What does not apply is not there. */
export function TransactionFacts({ detail, cards }: Props) {
  const { t, i18n } = useTranslation()
  const facts = factsOf(detail, cards, t, i18n.language)
  return (
    <dl className="facts">
      {facts.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
      {detail.originalTxNo !== null && (
        <div>
          <dt>{t('fact.original')}</dt>
          <dd>
            <a className="text-link" href={hrefOf({ screen: 'transaction', txNo: detail.originalTxNo })}>
              {detail.originalTxNo}
            </a>
          </dd>
        </div>
      )}
    </dl>
  )
}

function factsOf(detail: MemberTransactionDetail, { cards, currency }: MemberCards, t: TFunction, locale: string): [string, string][] {
  const money = (amount: number) => moneyText(amount, currency, locale)
  const card = cards.find(({ id }) => id === detail.cardId)
  const isLate = detail.scannedAt !== null && Date.parse(detail.createdAt) - Date.parse(detail.scannedAt) > LATE_MS
  const facts: [string, string | null][] = [
    [t('fact.scanned_at'), isLate && detail.scannedAt ? dateTimeText(detail.scannedAt, locale) : null],
    [t(isLate ? 'fact.settled_at' : 'fact.time'), dateTimeText(detail.createdAt, locale)],
    [t('fact.card'), card ? `${t(`card_type.${card.cardType}`)} •••• ${card.cardNo.slice(-4)}` : null],
    [t('fact.paid_by'), detail.txType === 'payment' ? payerText(detail, t) : null],
    [t('fact.terminal'), detail.terminalLabel],
    [t('fact.method'), detail.paymentMethod === 'balance' ? null : t(`method.${detail.paymentMethod}`)],
    [t('fact.price'), detail.rawAmount === detail.finalAmount ? null : money(detail.rawAmount)],
    [t('fact.discount'), detail.rawAmount === detail.finalAmount ? null : money(detail.finalAmount - detail.rawAmount)],
    [t('fact.points'), detail.points === 0 ? null : pointsText(detail.points, locale)],
    [t('fact.refunded'), detail.refundedAmount === 0 ? null : money(detail.refundedAmount)],
    [t('fact.reason'), detail.reason],
    [t('fact.number'), detail.txNo],
  ]
  return facts.filter((fact): fact is [string, string] => fact[1] !== null)
}

function payerText({ isMine, memberName }: MemberTransactionDetail, t: TFunction): string | null {
  if (isMine) return t('fact.you')
  return memberName ?? t('fact.someone')
}

type RefundListProps = { refunds: MemberTransactionDetail['refunds']; currency: string }

/** What was given back of a payment, each with its own receipt. */
export function RefundList({ refunds, currency }: RefundListProps) {
  const { t, i18n } = useTranslation()
  return (
    <section className="receipt-refunds">
      <h3>{t('transactions.refunds')}</h3>
      <ul>
        {refunds.map(({ txNo, amount, createdAt }) => (
          <li key={txNo}>
            <a href={hrefOf({ screen: 'transaction', txNo })}>
              <span>{dateTimeText(createdAt, i18n.language)}</span>
              <strong>{moneyText(amount, currency, i18n.language, 'always')}</strong>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
