import { DEFAULT_VARIANCE_LIMIT_MINOR } from '@mps/shared'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig, useLog } from '../app/log-context.ts'
import { ApprovalDialog } from '../cashier/approval-dialog.tsx'
import { useCashier } from '../cashier/cashier-store.ts'
import { Dialog } from '../components/dialog.tsx'
import { Money } from '../components/money.tsx'
import { CountForm, type Count } from './count-form.tsx'
import { countedMinor } from './denominations.ts'
import type { Shift } from './read-shifts.ts'
import { closeShift } from './record-shift.ts'
import { needsVarianceApproval } from './shift-rules.ts'
import type { ShiftContent } from './use-shift.ts'

type CloseShiftDialogProps = { content: ShiftContent; onClosed: (shiftId: string) => void; onBack: () => void; shift: Shift }

/** Count, compare, close; above the shop's limit a manager takes responsibility for the difference. */
export function CloseShiftDialog({ shift, content, onClosed, onBack }: CloseShiftDialogProps) {
  const { t } = useTranslation()
  const log = useLog()
  const { policy } = useConfig()
  const cashierId = useCashier((state) => state.cashier?.userId ?? '')
  const [id] = useState(() => log.newEntryId())
  const [count, setCount] = useState<Count | null>(null)
  const [note, setNote] = useState('')
  const [step, setStep] = useState<'counting' | 'comparing' | 'approving' | 'closing'>('counting')
  const [isRefused, setRefused] = useState(false)
  const counted = count ? countedMinor(count.pieces, count.other) : 0
  const { expected } = content.figures.cash
  const limit = policy.shiftVarianceApprovalAbove ?? DEFAULT_VARIANCE_LIMIT_MINOR

  async function close(managerId: string | null): Promise<void> {
    setStep('closing')
    try {
      await closeShift(log, { id, cashierId, pieces: count?.pieces ?? {}, other: count?.other ?? 0, note: note.trim(), managerId })
      onClosed(shift.shiftId)
    } catch {
      setRefused(true)
      setStep('comparing')
    }
  }

  if (step === 'approving')
    return (
      <ApprovalDialog onApproved={(managerId) => void close(managerId)} onCancel={() => setStep('comparing')}>
        <p>
          {t('shift.varianceApproval')}{' '}
          <strong>
            <Money minor={counted - expected} />
          </strong>
        </p>
      </ApprovalDialog>
    )
  return (
    <Dialog title={t(step === 'counting' ? 'shift.count' : 'shift.close')} onClose={onBack} wide>
      {step === 'counting' ? (
        <CountForm
          onBack={onBack}
          onCounted={(next) => {
            setCount(next)
            setStep('comparing')
          }}
        />
      ) : (
        <div className="dialog-body">
          <Comparison counted={counted} expected={expected} />
          {counted !== expected && (
            <label className="field">
              <span>{t('shift.note')}</span>
              <input maxLength={200} value={note} onChange={({ target }) => setNote(target.value)} />
            </label>
          )}
          {content.figures.unsettled.count > 0 && (
            <p className="state tone-warn">{t('shift.closeUnsettled', { count: content.figures.unsettled.count })}</p>
          )}
          <p className="error" role="alert">
            {isRefused && t('shift.refused')}
          </p>
          <div className="actions">
            <button type="button" className="button" onClick={() => setStep('counting')}>
              {t('shift.countAgain')}
            </button>
            <button
              type="button"
              className="button button-primary"
              disabled={step === 'closing' || (counted !== expected && note.trim() === '')}
              onClick={() => (needsVarianceApproval(counted, expected, limit) ? setStep('approving') : void close(null))}
            >
              {t('shift.close')}
            </button>
          </div>
        </div>
      )}
    </Dialog>
  )
}

function Comparison({ counted, expected }: { counted: number; expected: number }) {
  const { t } = useTranslation()
  const { currency } = useConfig()
  const variance = counted - expected
  return (
    <dl className="facts">
      <div>
        <dt>{t('shift.counted')}</dt>
        <dd>
          <Money minor={counted} currency={currency} />
        </dd>
      </div>
      <div>
        <dt>{t('shift.expected')}</dt>
        <dd>
          <Money minor={expected} currency={currency} />
        </dd>
      </div>
      <div>
        <dt>{t('shift.variance')}</dt>
        <dd className={variance === 0 ? 'tone-good' : 'tone-bad'}>
          <output className="state">
            <Money minor={variance} currency={currency} />
          </output>
        </dd>
      </div>
    </dl>
  )
}
