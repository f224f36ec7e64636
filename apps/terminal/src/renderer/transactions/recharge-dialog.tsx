import { type EntryApproval, formatAmount, maskCardNo, RechargeMethod } from '@mps/shared'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig, useIsOffline, useLog } from '../app/log-context.ts'
import { useCashier } from '../cashier/cashier-store.ts'
import { ServerApprovalDialog } from '../cashier/server-approval-dialog.tsx'
import { AmountField } from '../components/amount-field.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Money } from '../components/money.tsx'
import { Segments } from '../components/segments.tsx'
import { openDrawer } from '../receipt/print-receipt.ts'
import { type AcceptedCode, inHand } from '../scanner/judge-scan.ts'
import { useSettings } from '../settings/settings-store.ts'
import { inShift } from '../shift/shift-store.ts'
import { MoveOutcome } from './move-outcome.tsx'

type Step = 'asking' | 'approving' | 'recorded'

/** Takes money for the card whose code was scanned; the code is not spent by it. It needs the server, whose answer alone counts. */
export function RechargeDialog({ code, onClose }: { code: AcceptedCode; onClose: () => void }) {
  const { t } = useTranslation()
  const { currency, rechargeApprovalAbove } = useConfig()
  const limits = useRechargeLimits()
  const isOffline = useIsOffline()
  const [amount, setAmount] = useState<number | null>(null)
  const [method, setMethod] = useState<RechargeMethod>('cash')
  const [step, setStep] = useState<Step>('asking')
  const { id, record, isRefused } = useRecharge(code)
  const isWithin = amount !== null && limits.allow(amount)
  const mayGoOn = isWithin && !isOffline
  const finish = async (approval: EntryApproval | null) => setStep((await record(amount ?? 0, method, approval)) ? 'recorded' : 'asking')

  if (step === 'approving' && amount !== null)
    return (
      <ServerApprovalDialog
        approves={{ action: 'recharge', subject: code.hash, amount }}
        onCancel={() => setStep('asking')}
        onApproved={(approval) => void finish(approval)}
      >
        <p>
          {t('recharge.approve')}{' '}
          <strong>
            <Money minor={amount} currency={currency} />
          </strong>
        </p>
      </ServerApprovalDialog>
    )
  return (
    <Dialog title={t('recharge.title', { card: maskCardNo(code.cardNo) })} onClose={onClose}>
      {step === 'recorded' ? (
        <MoveOutcome entryId={id} onClose={onClose} />
      ) : (
        <form
          className="dialog-body"
          onSubmit={(event) => {
            event.preventDefault()
            if (!mayGoOn) return
            if (amount > (rechargeApprovalAbove ?? 0)) setStep('approving')
            else void finish(null)
          }}
        >
          <AmountField label={t('recharge.amount')} onAmount={setAmount} isFirst />
          <Segments
            label={t('receipt.method')}
            options={RechargeMethod.options.map((value) => ({ value, label: t(`method.${value}`) }))}
            value={method}
            onChange={setMethod}
          />
          {limits.words && <p className={amount === null || isWithin ? 'soft' : 'error'}>{limits.words}</p>}
          <p className="error" role="alert">
            {isOffline && t('approval.needsServer')}
            {!isOffline && isRefused && t('refund.refused')}
          </p>
          <div className="actions">
            <button type="button" className="button" onClick={onClose}>
              {t('common.cancel')}
            </button>
            <button type="submit" className="button button-primary" disabled={!mayGoOn}>
              {t('recharge.submit')}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  )
}

/** What the platform takes as a recharge, known before anybody counts money; an older server tells only by its answer. */
function useRechargeLimits(): { allow: (amount: number) => boolean; words: string | null } {
  const { t } = useTranslation()
  const { rechargeLimits: limits } = useConfig()
  const locale = useSettings((settings) => settings.locale)
  if (!limits) return { allow: (amount) => amount > 0, words: null }
  const [least, most, ceiling] = [limits.min, limits.max, limits.cardCeiling].map((minor) => formatAmount(minor, locale))
  return {
    allow: (amount) => amount > 0 && amount >= limits.min && amount <= limits.max,
    words: t('recharge.limits', { least, most, ceiling }),
  }
}

/** One recharge, whose id is made with the dialog: pressed twice it is the same one. */
function useRecharge(accepted: AcceptedCode) {
  const log = useLog()
  const cashierId = useCashier((state) => state.cashier?.userId ?? '')
  const [id] = useState(() => log.newEntryId())
  const [isRefused, setRefused] = useState(false)

  async function record(amount: number, method: RechargeMethod, approval: EntryApproval | null): Promise<boolean> {
    try {
      await log.recordRecharge({
        id,
        cashierId,
        code: inHand(accepted),
        scannedAt: accepted.scannedAt,
        amount,
        method,
        ...(approval ? { approval } : {}),
        ...inShift(),
      })
      if (method === 'cash') openDrawer()
      return true
    } catch {
      setRefused(true)
      return false
    }
  }
  return { id, record, isRefused }
}
