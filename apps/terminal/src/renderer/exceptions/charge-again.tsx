import type { LateDecline } from '@mps/shared'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig, useLog } from '../app/log-context.ts'
import { useCashier } from '../cashier/cashier-store.ts'
import { useEntry } from '../charge/use-entry.ts'
import { Money } from '../components/money.tsx'
import { StateNote } from '../history/entry-table.tsx'
import { LogError } from '../log/index.ts'
import { againFault } from './late-declines.ts'

/** Charges the same card again, by the code it was charged on; the outcome is shown where it was asked for. */
export function ChargeAgain({ late, onClose }: { late: LateDecline; onClose: () => void }) {
  const { t } = useTranslation()
  const log = useLog()
  const { currency } = useConfig()
  const cashierId = useCashier((state) => state.cashier?.userId ?? '')
  // Fixed with the form: pressing twice is one charge.
  const [id] = useState(() => log.newEntryId())
  const [isMade, setMade] = useState(false)
  const [fault, setFault] = useState<ReturnType<typeof againFault> | null>(null)

  async function charge(): Promise<void> {
    setMade(true)
    try {
      await log.chargeAgain({ id, cashierId, late })
      void log.markConfirmed(id)
    } catch (error) {
      setMade(false)
      setFault(againFault(error instanceof LogError ? error.code : 'unexpected'))
    }
  }

  return (
    <>
      <p>
        {t('lateDeclines.againWords')}{' '}
        <strong>
          <Money minor={late.final} currency={currency} />
        </strong>
      </p>
      {fault && (
        <p className="error" role="alert">
          {t(`lateDeclines.againFault.${fault}`)}
        </p>
      )}
      {isMade && <Outcome entryId={id} />}
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          {t('common.close')}
        </button>
        <button type="button" className="button button-primary" disabled={isMade} onClick={() => void charge()}>
          {t('lateDeclines.chargeAgain')}
        </button>
      </div>
    </>
  )
}

function Outcome({ entryId }: { entryId: string }) {
  const { t } = useTranslation()
  const entry = useEntry(entryId)
  return (
    <output>
      {entry && <StateNote display={entry.display} />}{' '}
      {entry?.outcome?.state === 'declined' && <span>{t(`nextStep.${entry.outcome.next}`)}</span>}
    </output>
  )
}
