import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { pair, type Receipt, rule, text } from '../receipt/receipt.ts'
import { ReceiptDialog } from '../receipt/receipt-dialog.tsx'
import { printedMoney, printedTime, receiptFoot, receiptHead, type ReceiptFacts } from '../receipt/receipt-facts.ts'
import type { Found } from './find-transactions.ts'

/** The receipt of a sale that another terminal of the shop made; here it can only be a copy. */
export function TransactionReceipt({ found }: { found: Found }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        {t('receipt.open')}
      </button>
      {isOpen && (
        <ReceiptDialog printKey={null} make={(facts) => copyOf(found, { ...facts, isCopy: true })} onClose={() => setOpen(false)} />
      )}
    </>
  )
}

function copyOf(found: Found, facts: ReceiptFacts): Receipt {
  const { t, config } = facts
  const { transaction } = found
  const isDeclined = transaction?.status === 'failed'
  const title = t(`receipt.title.${found.type === 'payment' ? 'charge' : found.type}`)
  const lines = [
    ...receiptHead(facts),
    text(title, { align: 'centre', isBold: true }),
    ...(isDeclined ? [text(t('display.declined'), { align: 'centre', isBold: true, isLarge: true })] : []),
    pair(t('receipt.time'), printedTime(found.at, facts)),
    pair(t('receipt.txNo'), found.txNo ?? ''),
    ...(transaction?.cashierName ? [pair(t('receipt.cashier'), transaction.cashierName)] : []),
    rule,
    ...(transaction && transaction.rawAmount !== found.final
      ? [
          pair(t('receipt.amount'), printedMoney(transaction.rawAmount, facts)),
          pair(t('receipt.discount'), printedMoney(found.final - transaction.rawAmount, facts)),
        ]
      : []),
    pair(`${t('receipt.total')} ${config.currency}`, printedMoney(found.final, facts), { isBold: true, isLarge: true }),
    ...(transaction ? [pair(t('receipt.method'), t(`method.${transaction.method}`))] : []),
    ...(found.refunded > 0 ? [pair(t('transactions.refunded'), printedMoney(found.refunded, facts))] : []),
    ...receiptFoot(facts),
  ]
  return { title, lines, opensDrawer: false }
}
