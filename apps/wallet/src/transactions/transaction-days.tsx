import { maskCardNo } from '@mps/shared/card-number'
import type { MemberCards, MemberTransaction } from '@mps/shared/me'
import { useTranslation } from 'react-i18next'
import { dayText } from '../components/time-text.ts'
import { TransactionRow } from './transaction-row.tsx'

type Props = {
  transactions: readonly MemberTransaction[]
  currency: string
  cards?: MemberCards['cards']
  /** The rank of the days' headings on their screen. */
  heading?: 'h2' | 'h3'
}

/** Transactions under their days, the newest first; with `cards`, each names the card it was on. */
export function TransactionDays({ transactions, currency, cards, heading: Heading = 'h3' }: Props) {
  const { i18n } = useTranslation()
  const days = Map.groupBy(transactions, ({ createdAt }) => dayText(createdAt, i18n.language))
  const labelOf = (cardId: string) => {
    const card = cards?.find(({ id }) => id === cardId)
    return card && maskCardNo(card.cardNo)
  }
  return (
    <div className="transaction-days">
      {[...days].map(([day, ofDay]) => (
        <section key={day}>
          <Heading className="day">{day}</Heading>
          <ul>
            {ofDay.map((transaction) => (
              <TransactionRow
                key={transaction.txNo}
                transaction={transaction}
                currency={currency}
                cardLabel={labelOf(transaction.cardId)}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
