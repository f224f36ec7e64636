import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLog } from '../app/log-context.ts'
import { useCashier } from '../cashier/cashier-store.ts'
import { AmountField } from '../components/amount-field.tsx'
import { Dialog } from '../components/dialog.tsx'
import { openShift } from './record-shift.ts'

/** The cash that a shift begins with. */
export function OpenShiftDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const log = useLog()
  const cashierId = useCashier((state) => state.cashier?.userId ?? '')
  const [id] = useState(() => log.newEntryId())
  const [float, setFloat] = useState<number | null>(null)
  const [isRefused, setRefused] = useState(false)

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (float === null) return
    try {
      await openShift(log, { id, cashierId, float })
      onClose()
    } catch {
      setRefused(true)
    }
  }

  return (
    <Dialog title={t('shift.open')} onClose={onClose}>
      <form className="dialog-body" onSubmit={(event) => void submit(event)}>
        <p>{t('shift.openWords')}</p>
        <AmountField label={t('shift.float')} onAmount={setFloat} isFirst />
        <p className="error" role="alert">
          {isRefused && t('shift.refused')}
        </p>
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="button button-primary" disabled={float === null}>
            {t('shift.open')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
