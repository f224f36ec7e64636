import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLog } from '../app/log-context.ts'
import { ApprovalDialog } from '../cashier/approval-dialog.tsx'
import { useCashier } from '../cashier/cashier-store.ts'
import { type LogEntry, LogError } from '../log/index.ts'
import { EntryReceipt } from '../receipt/entry-receipt-dialog.tsx'

/** What may still be done about an entry: take an open charge back, or let a manager deal with one that the server did not take. */
export function EntryActions({ entry, onClose }: { entry: LogEntry; onClose: () => void }) {
  const { t } = useTranslation()
  const [asks, setAsks] = useState<'nothing' | 'reason' | 'send_again' | 'sign_off'>('nothing')
  const isOpenCharge = entry.kind === 'charge' && entry.state === 'recorded' && entry.voidedBy === null
  const isRejected = entry.state === 'rejected'

  if (asks === 'reason') return <VoidForm entry={entry} onDone={() => setAsks('nothing')} />
  if (asks !== 'nothing') return <ManagerAct entry={entry} act={asks} onDone={() => setAsks('nothing')} />
  return (
    <div className="actions">
      <EntryReceipt entry={entry} />
      {isOpenCharge && (
        <button type="button" className="button button-danger" onClick={() => setAsks('reason')}>
          {t('outcome.void')}
        </button>
      )}
      {isRejected && entry.signedOffBy === null && (
        <button type="button" className="button" onClick={() => setAsks('sign_off')}>
          {t('entry.signOff')}
        </button>
      )}
      {isRejected && (
        <button type="button" className="button" onClick={() => setAsks('send_again')}>
          {t('entry.sendAgain')}
        </button>
      )}
      <button type="button" className="button button-primary" onClick={onClose}>
        {t('common.close')}
      </button>
    </div>
  )
}

/** A manager's PIN before a rejected entry is sent again or taken note of. */
function ManagerAct({ entry, act, onDone }: { entry: LogEntry; act: 'send_again' | 'sign_off'; onDone: () => void }) {
  const { t } = useTranslation()
  const log = useLog()
  const run = (managerId: string) => (act === 'send_again' ? log.sendRejectedAgain(entry.id) : log.signOffRejected(entry.id, managerId))
  return (
    <ApprovalDialog onApproved={(managerId) => void run(managerId).finally(onDone)} onCancel={onDone}>
      <p>{t(act === 'send_again' ? 'entry.sendAgainWords' : 'entry.signOffWords')}</p>
    </ApprovalDialog>
  )
}

function VoidForm({ entry, onDone }: { entry: LogEntry; onDone: () => void }) {
  const { t } = useTranslation()
  const log = useLog()
  const cashierId = useCashier((state) => state.cashier?.userId ?? '')
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<'nothing_to_void' | 'other' | null>(null)
  // Fixed with the form: pressing twice is one void.
  const [id] = useState(() => log.newEntryId())

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    try {
      await log.recordVoid({ id, cashierId, chargeId: entry.id, reason: reason.trim() })
      onDone()
    } catch (error) {
      setFault(error instanceof LogError && error.code === 'nothing_to_void' ? 'nothing_to_void' : 'other')
    }
  }

  return (
    <form className="dialog-body" onSubmit={(event) => void submit(event)}>
      <label className="field">
        <span>{t('void.reason')}</span>
        <input maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <p className="error" role="alert">
        {fault && t(`void.fault.${fault}`)}
      </p>
      <div className="actions">
        <button type="button" className="button" onClick={onDone}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="button button-danger" disabled={!reason.trim()}>
          {t('outcome.void')}
        </button>
      </div>
    </form>
  )
}
