import { useTranslation } from 'react-i18next'
import { QrPicture } from '../components/qr-picture.tsx'
import type { Receipt, ReceiptLine } from './receipt.ts'

/** A receipt as it looks on paper. */
export function ReceiptPaper({ receipt }: { receipt: Receipt }) {
  return (
    <div className="paper">
      {receipt.lines.map((line, i) => (
        // Lines have no identity of their own, and the whole paper changes at once.
        <PaperLine key={i} line={line} />
      ))}
    </div>
  )
}

function PaperLine({ line }: { line: ReceiptLine }) {
  const { t } = useTranslation()
  switch (line.kind) {
    case 'rule':
      return <hr />
    case 'blank':
      return <div className="paper-blank" />
    case 'qr':
      return <QrPicture text={line.text} label={t('receipt.link')} />
    case 'pair':
      return (
        <p className={looks('paper-pair', line)}>
          <span>{line.name}</span> <span className="money">{line.value}</span>
        </p>
      )
    default:
      return <p className={looks(line.align === 'centre' ? 'paper-centre' : '', line)}>{line.text}</p>
  }
}

function looks(base: string, { isBold = false, isLarge = false }: { isBold?: boolean; isLarge?: boolean }): string {
  return [base, isBold ? 'paper-bold' : '', isLarge ? 'paper-large' : ''].filter(Boolean).join(' ')
}
