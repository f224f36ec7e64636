import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { platform } from '../app/platform.ts'
import { Segments } from '../components/segments.tsx'
import { CHARSETS } from './printer-charset.ts'
import { PRINTER_ROUTES, usePrinter } from './printer-store.ts'
import { printReceipt, type PrintResult } from './print-receipt.ts'
import { pair, type Receipt, rule, text } from './receipt.ts'
import { printedTime, receiptHead, type ReceiptFacts } from './receipt-facts.ts'
import { useReceiptFacts } from './use-receipt-facts.ts'

const WIDTHS = [32, 42, 48] as const

/** Which printer receipts go to. A browser has the system's only. */
export function PrinterPanel() {
  const { t } = useTranslation()
  const { route, columns, charset, set } = usePrinter()
  return (
    <section className="panel settings-part">
      <h2>{t('printer.title')}</h2>
      {platform.sendToPrinter ? (
        <>
          <Segments
            label={t('printer.route')}
            options={PRINTER_ROUTES.map((value) => ({ value, label: t(`printer.routes.${value}`) }))}
            value={route}
            onChange={(value) => set({ route: value })}
          />
          <Target />
          {route !== 'system' && (
            <>
              <Segments
                label={t('printer.columns')}
                options={WIDTHS.map((value) => ({ value: String(value), label: String(value) }))}
                value={String(columns)}
                onChange={(value) => set({ columns: Number(value) })}
              />
              <Segments
                label={t('printer.charset')}
                options={CHARSETS.map((value) => ({ value, label: value === 'big5' ? 'Big5' : 'GB 18030' }))}
                value={charset}
                onChange={(value) => set({ charset: value })}
              />
            </>
          )}
        </>
      ) : (
        <p className="soft">{t('printer.browser')}</p>
      )}
      <TestPrint />
    </section>
  )
}

function Target() {
  const { t } = useTranslation()
  const { route, host, port, path, set } = usePrinter()
  if (route === 'device')
    return (
      <label className="field">
        <span>{t('printer.path')}</span>
        <input value={path} maxLength={80} onChange={({ target }) => set({ path: target.value.trim() })} />
      </label>
    )
  if (route !== 'network') return null
  return (
    <div className="printer-address">
      <label className="field">
        <span>{t('printer.host')}</span>
        <input value={host} maxLength={45} onChange={({ target }) => set({ host: target.value.trim() })} />
      </label>
      <label className="field">
        <span>{t('printer.port')}</span>
        <input
          inputMode="numeric"
          value={port}
          maxLength={5}
          onChange={({ target }) => set({ port: Number(target.value.replace(/\D/g, '')) })}
        />
      </label>
    </div>
  )
}

function TestPrint() {
  const { t } = useTranslation()
  const facts = useReceiptFacts()
  const [result, setResult] = useState<PrintResult | null>(null)
  const print = async () => setResult(await printReceipt(testReceipt({ ...facts, isCopy: false })))
  return (
    <div className="actions">
      <output className={result === 'failed' ? 'error' : 'soft'}>
        {result === 'failed' && t('receipt.failed')}
        {result === 'printed' && t('receipt.printed')}
      </output>
      <button type="button" className="button" onClick={() => void print()}>
        {t('printer.test')}
      </button>
    </div>
  )
}

/** Letters of both languages at both edges: what a wrong width or a wrong character set breaks shows at once. */
function testReceipt(facts: ReceiptFacts): Receipt {
  const title = facts.t('printer.test')
  const lines = [
    ...receiptHead(facts),
    text(title, { align: 'centre', isBold: true, isLarge: true }),
    pair(facts.t('receipt.time'), printedTime(new Date().toISOString(), facts)),
    rule,
    pair('Total', '1,234.50', { isBold: true }),
    pair('合計金額', '1,234.50'),
  ]
  return { title, lines, opensDrawer: false }
}
