import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLog } from '../app/log-context.ts'
import { useLive } from '../app/use-live.ts'
import { ApprovalDialog } from '../cashier/approval-dialog.tsx'
import { useCashier } from '../cashier/cashier-store.ts'

/** Takes this device out of the shop. Refused while anything is unsent, so that no sale can be lost by it. */
export function UnpairPanel() {
  const { t } = useTranslation()
  const log = useLog()
  const { depth, rejected } = useLive(log.queue)
  const signOut = useCashier((state) => state.signOut)
  const [isAsking, setAsking] = useState(false)
  const isRefused = log.canUnpair() !== null

  async function unpair(): Promise<void> {
    setAsking(false)
    await log.unpair()
    signOut()
  }

  return (
    <section className="panel settings-part">
      <h2>{t('unpair.title')}</h2>
      <p className="soft">{isRefused ? t('unpair.refused', { count: depth + rejected }) : t('unpair.words')}</p>
      <div className="actions">
        <button type="button" className="button button-danger" disabled={isRefused} onClick={() => setAsking(true)}>
          {t('unpair.submit')}
        </button>
      </div>
      {isAsking && (
        <ApprovalDialog onApproved={() => void unpair()} onCancel={() => setAsking(false)}>
          <p>{t('unpair.confirm')}</p>
        </ApprovalDialog>
      )}
    </section>
  )
}
