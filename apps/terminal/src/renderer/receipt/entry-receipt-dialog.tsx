import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LogEntry } from '../log/index.ts'
import { entryReceipt, hasReceipt } from './entry-receipt.ts'
import { ReceiptDialog } from './receipt-dialog.tsx'

/** The button to an entry's receipt, and the receipt. A void or a refused code has none. */
export function EntryReceipt({ entry, isLarge = false }: { entry: LogEntry; isLarge?: boolean }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  if (!hasReceipt(entry)) return null
  return (
    <>
      <button type="button" className={isLarge ? 'button button-large' : 'button'} onClick={() => setOpen(true)}>
        {t('receipt.open')}
      </button>
      {isOpen && (
        // What is printed before the answer and again after it are two receipts, and neither is a copy of the other.
        <ReceiptDialog
          printKey={`${entry.id} ${entry.state}`}
          make={(facts) => entryReceipt(entry, facts)}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}
