import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ReceiptDialog } from '../receipt/receipt-dialog.tsx'
import { useReceiptFacts } from '../receipt/use-receipt-facts.ts'
import { dayCsv, type DayReport, dayReceipt } from './day-receipt.ts'

/** Takes the day along: on paper, or as a file. */
export function DayActions({ report }: { report: DayReport }) {
  const { t } = useTranslation()
  const facts = useReceiptFacts()
  const [isPrinting, setPrinting] = useState(false)

  function save(): void {
    // The mark tells a spreadsheet that the file is UTF-8.
    const blob = new Blob(['\ufeff', dayCsv(report, facts)], { type: 'text/csv;charset=utf-8' })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(blob)
    link.download = `day-${report.day}.csv`
    link.click()
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  }

  return (
    <>
      <button type="button" className="button" onClick={() => setPrinting(true)}>
        {t('receipt.print')}
      </button>
      <button type="button" className="button" onClick={save}>
        {t('day.save')}
      </button>
      {isPrinting && <ReceiptDialog printKey={null} make={(all) => dayReceipt(report, all)} onClose={() => setPrinting(false)} />}
    </>
  )
}
