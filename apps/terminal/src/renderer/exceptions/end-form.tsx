import type { EntryApproval, LateDecline } from '@mps/shared'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLog } from '../app/log-context.ts'
import { ServerApprovalDialog } from '../cashier/server-approval-dialog.tsx'
import { type EndFault, endLateDecline } from './late-declines.ts'

type EndFormProps = { late: LateDecline; end: 'write-off' | 'debt'; onEnded: () => void; onCancel: () => void }

/** A reason and a manager's PIN: the shop bears the loss, or the member owes it. */
export function EndForm({ late, end, onEnded, onCancel }: EndFormProps) {
  const { t } = useTranslation()
  const log = useLog()
  const [reason, setReason] = useState('')
  const [isApproving, setApproving] = useState(false)
  const [fault, setFault] = useState<EndFault | null>(null)
  // One for the dialog: the same ending sent again is the same.
  const [idempotencyKey] = useState(() => crypto.randomUUID())
  const words = t(end === 'debt' ? 'lateDeclines.debtWords' : 'lateDeclines.writeOffWords')

  function askPin(event: SubmitEvent): void {
    event.preventDefault()
    setFault(null)
    setApproving(true)
  }

  async function run(approval: EntryApproval): Promise<void> {
    setApproving(false)
    if (approval.how !== 'server') return
    const failed = await endLateDecline(log, late.chargeId, { end, reason: reason.trim(), approvalId: approval.approvalId, idempotencyKey })
    setFault(failed)
    if (failed === null) onEnded()
  }

  return (
    <>
      <form className="dialog-body" onSubmit={askPin}>
        <p>{words}</p>
        <label className="field">
          <span>{t('entry.reason')}</span>
          <input maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
        <p className="error" role="alert">
          {fault && t(`lateDeclines.fault.${fault}`)}
        </p>
        <div className="actions">
          <button type="button" className="button" onClick={onCancel}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="button button-danger" disabled={!reason.trim()}>
            {t(end === 'debt' ? 'lateDeclines.debt' : 'lateDeclines.writeOff')}
          </button>
        </div>
      </form>
      {isApproving && (
        <ServerApprovalDialog
          approves={{ action: end === 'debt' ? 'member_debt' : 'write_off', subject: late.chargeId }}
          onApproved={(approval) => void run(approval)}
          onCancel={() => setApproving(false)}
        >
          <p>{words}</p>
        </ServerApprovalDialog>
      )}
    </>
  )
}
