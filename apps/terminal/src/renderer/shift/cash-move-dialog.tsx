import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLog } from '../app/log-context.ts'
import { useCashier } from '../cashier/cashier-store.ts'
import { AmountField } from '../components/amount-field.tsx'
import { Dialog } from '../components/dialog.tsx'
import { openDrawer } from '../receipt/print-receipt.ts'
import { ReasonField } from './reason-field.tsx'
import { moveCash } from './record-shift.ts'

const REASONS = { cash_in: ['change', 'correction'], cash_out: ['bank', 'supplies', 'correction'] } as const

/** Cash that goes into or out of the drawer for another reason than a sale. */
export function CashMoveDialog({ kind, onClose }: { kind: 'cash_in' | 'cash_out'; onClose: () => void }) {
  const { t } = useTranslation()
  const log = useLog()
  const cashierId = useCashier((state) => state.cashier?.userId ?? '')
  const [id] = useState(() => log.newEntryId())
  const [amount, setAmount] = useState<number | null>(null)
  const [reason, setReason] = useState('')
  const [isRefused, setRefused] = useState(false)
  const mayRecord = amount !== null && amount > 0 && reason.trim() !== ''

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (!mayRecord) return
    try {
      await moveCash(log, { kind, id, cashierId, amount, reason: reason.trim() })
      openDrawer()
      onClose()
    } catch {
      setRefused(true)
    }
  }

  return (
    <Dialog title={t(`shift.${kind}`)} onClose={onClose}>
      <form className="dialog-body" onSubmit={(event) => void submit(event)}>
        <AmountField label={t('shift.amount')} onAmount={setAmount} isFirst />
        <ReasonField reason={reason} onReason={setReason} usual={REASONS[kind].map((name) => t(`shift.reasons.${name}`))} />
        <p className="error" role="alert">
          {isRefused && t('shift.refused')}
        </p>
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="button button-primary" disabled={!mayRecord}>
            {t('shift.record')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
