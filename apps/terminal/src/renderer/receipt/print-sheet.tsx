import { createPortal } from 'react-dom'
import { usePrintSheet } from './print-receipt.ts'
import { ReceiptPaper } from './receipt-paper.tsx'

/** What the system's printer prints instead of the screen. */
export function PrintSheet() {
  const { receipt } = usePrintSheet()
  if (!receipt) return null
  return createPortal(
    <div className="print-sheet" aria-hidden="true">
      <ReceiptPaper receipt={receipt} />
    </div>,
    document.body,
  )
}
