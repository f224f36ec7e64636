import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../components/dialog.tsx'
import { notePrinted, wasPrinted } from './printer-store.ts'
import { printReceipt, type PrintResult } from './print-receipt.ts'
import type { Receipt } from './receipt.ts'
import type { ReceiptFacts } from './receipt-facts.ts'
import { useReceiptFacts } from './use-receipt-facts.ts'
import { ReceiptPaper } from './receipt-paper.tsx'

type ReceiptDialogProps = {
  /** What was printed under this key before is printed as a copy; null for what is never the same twice. */
  printKey: string | null
  make: (facts: ReceiptFacts) => Receipt
  onClose: () => void
}

/** A receipt on the screen: to be photographed by the member, or to be printed. */
export function ReceiptDialog({ printKey, make, onClose }: ReceiptDialogProps) {
  const { t } = useTranslation()
  const facts = useReceiptFacts()
  const [isCopy, setCopy] = useState(() => printKey !== null && wasPrinted(printKey))
  const [result, setResult] = useState<PrintResult | 'printing' | null>(null)
  const receipt = make({ ...facts, isCopy })

  async function print(): Promise<void> {
    setResult('printing')
    const printed = await printReceipt(receipt)
    setResult(printed)
    if (printed !== 'printed' || printKey === null) return
    // A lesson leaves no trace, here neither.
    if (!facts.isTraining) notePrinted(printKey)
    setCopy(true)
  }

  return (
    <Dialog title={t('receipt.open')} onClose={onClose}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region without focus cannot be scrolled by keyboard */}
      <section className="paper-scroll" tabIndex={0} aria-label={receipt.title}>
        <ReceiptPaper receipt={receipt} />
      </section>
      <output className={result === 'failed' ? 'error' : 'soft'}>
        {result === 'failed' && t('receipt.failed')}
        {result === 'printed' && t('receipt.printed')}
      </output>
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          {t('common.close')}
        </button>
        <button type="button" className="button button-primary" disabled={result === 'printing'} onClick={() => void print()}>
          {t(isCopy ? 'receipt.printAgain' : 'receipt.print')}
        </button>
      </div>
    </Dialog>
  )
}
