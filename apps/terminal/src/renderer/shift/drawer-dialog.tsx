import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLog } from '../app/log-context.ts'
import { useCashier } from '../cashier/cashier-store.ts'
import { Dialog } from '../components/dialog.tsx'
import { openDrawer } from '../receipt/print-receipt.ts'
import { ReasonField } from './reason-field.tsx'
import { recordDrawerOpening } from './record-shift.ts'

const REASONS = ['change', 'check', 'stuck'] as const

/** Opens the drawer though nobody pays in cash. It opens once the entry that says who and why is on record, and not before. */
export function DrawerDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const log = useLog()
  const cashierId = useCashier((state) => state.cashier?.userId ?? '')
  const [id] = useState(() => log.newEntryId())
  const [reason, setReason] = useState('')
  const [isRefused, setRefused] = useState(false)
  const mayOpen = reason.trim() !== ''

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (!mayOpen) return
    try {
      await recordDrawerOpening(log, { id, cashierId, reason: reason.trim() })
      openDrawer()
      onClose()
    } catch {
      setRefused(true)
    }
  }

  return (
    <Dialog title={t('shift.drawer.title')} onClose={onClose}>
      <form className="dialog-body" onSubmit={(event) => void submit(event)}>
        <p className="soft">{t('shift.drawer.words')}</p>
        <ReasonField reason={reason} onReason={setReason} usual={REASONS.map((name) => t(`shift.drawer.reasons.${name}`))} isFirst />
        <p className="error" role="alert">
          {isRefused && t('shift.refused')}
        </p>
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="button button-primary" disabled={!mayOpen}>
            {t('shift.drawer.open')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
