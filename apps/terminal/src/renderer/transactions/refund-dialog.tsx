import { formatAmount, type EntryApproval } from '@mps/shared'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig, useIsOffline, useLog } from '../app/log-context.ts'
import { useCashier } from '../cashier/cashier-store.ts'
import { ServerApprovalDialog } from '../cashier/server-approval-dialog.tsx'
import { AmountField } from '../components/amount-field.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Money } from '../components/money.tsx'
import { useSettings } from '../settings/settings-store.ts'
import { inShift } from '../shift/shift-store.ts'
import { type Found, refundable } from './find-transactions.ts'
import { MoveOutcome } from './move-outcome.tsx'

const REASONS = ['returned', 'wrong', 'complaint'] as const
type Step = 'asking' | 'approving' | 'recorded'

/** Gives back part or all of a payment: the amount, the reason, a manager's PIN that the server checks, and then its answer. */
export function RefundDialog({ found, onClose }: { found: Found; onClose: () => void }) {
  const { t } = useTranslation()
  const { currency } = useConfig()
  const { id, record, isRefused } = useRefund(found.txNo ?? '')
  const [amount, setAmount] = useState<number | null>(refundable(found))
  const [reason, setReason] = useState('')
  const [step, setStep] = useState<Step>('asking')

  if (step === 'approving' && amount !== null)
    return (
      <ServerApprovalDialog
        approves={{ action: 'refund', subject: found.txNo ?? '', amount }}
        onCancel={() => setStep('asking')}
        onApproved={(approval) => void record(amount, reason, approval).then((isDone) => setStep(isDone ? 'recorded' : 'asking'))}
      >
        <p>
          {t('refund.approve')}{' '}
          <strong>
            <Money minor={amount} currency={currency} />
          </strong>
        </p>
      </ServerApprovalDialog>
    )
  return (
    <Dialog title={t('refund.title', { number: found.txNo })} onClose={onClose}>
      {step === 'recorded' ? (
        <MoveOutcome entryId={id} onClose={onClose} />
      ) : (
        <RefundForm
          left={refundable(found)}
          amount={amount}
          reason={reason}
          isRefused={isRefused}
          onAmount={setAmount}
          onReason={setReason}
          onCancel={onClose}
          onNext={() => setStep('approving')}
        />
      )}
    </Dialog>
  )
}

type RefundFormProps = {
  left: number
  amount: number | null
  reason: string
  isRefused: boolean
  onAmount: (minor: number | null) => void
  onReason: (reason: string) => void
  onCancel: () => void
  onNext: () => void
}

function RefundForm({ left, amount, reason, isRefused, onAmount, onReason, onCancel, onNext }: RefundFormProps) {
  const { t } = useTranslation()
  const isOffline = useIsOffline()
  const locale = useSettings((settings) => settings.locale)
  const isTooMuch = amount !== null && amount > left
  const mayGoOn = amount !== null && amount > 0 && !isTooMuch && reason.trim() !== '' && !isOffline
  return (
    <form
      className="dialog-body"
      onSubmit={(event) => {
        event.preventDefault()
        if (mayGoOn) onNext()
      }}
    >
      <p>{t('refund.left', { amount: formatAmount(left, locale) })}</p>
      <AmountField label={t('refund.amount')} onAmount={onAmount} initial={left} isFirst />
      <label className="field">
        <span>{t('refund.reason')}</span>
        <input maxLength={200} value={reason} onChange={({ target }) => onReason(target.value)} />
      </label>
      <div className="quick">
        {REASONS.map((name) => (
          <button key={name} type="button" className="button" onClick={() => onReason(t(`refund.reasons.${name}`))}>
            {t(`refund.reasons.${name}`)}
          </button>
        ))}
      </div>
      <p className="error" role="alert">
        {isOffline && t('approval.needsServer')}
        {!isOffline && isTooMuch && t('refund.tooMuch')}
        {!isOffline && isRefused && t('refund.refused')}
      </p>
      <div className="actions">
        <button type="button" className="button" onClick={onCancel}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="button button-primary" disabled={!mayGoOn}>
          {t('refund.next')}
        </button>
      </div>
    </form>
  )
}

/** One refund, whose id is made with the dialog: pressed twice it is the same one. */
function useRefund(txNo: string) {
  const log = useLog()
  const cashierId = useCashier((state) => state.cashier?.userId ?? '')
  const [id] = useState(() => log.newEntryId())
  const [isRefused, setRefused] = useState(false)

  async function record(amount: number, reason: string, approval: EntryApproval): Promise<boolean> {
    try {
      await log.recordRefund({ id, cashierId, txNo, amount, reason: reason.trim(), approval, ...inShift() })
      return true
    } catch {
      setRefused(true)
      return false
    }
  }
  return { id, record, isRefused }
}
