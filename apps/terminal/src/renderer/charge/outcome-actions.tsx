import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LogEntry } from '../log/index.ts'
import { EntryReceipt } from '../receipt/entry-receipt-dialog.tsx'
import type { Till } from './record-charge.ts'
import { useCharge } from './charge-store.ts'

/** A tap this soon after a screen came up was meant for the one before it. */
const STRAY_TAP_MS = 500
/** Kept in the log, read by managers. */
const VOID_REASON = 'no answer while the member waited'

type OutcomeActionsProps = { entry: LogEntry; till: Till; isRecovered: boolean; onNext: (padText?: string) => void }

/** What a cashier may do now: go on, or take an open sale back. */
export function OutcomeActions({ entry, till, isRecovered, onNext }: OutcomeActionsProps) {
  const { t } = useTranslation()
  const guarded = useStrayTapGuard()
  const [isVoiding, setVoiding] = useState(false)
  const { display } = entry

  function next(padText?: string): void {
    if (!entry.confirmed) void till.log.markConfirmed(entry.id)
    onNext(padText)
  }

  async function voidSale(): Promise<void> {
    setVoiding(true)
    try {
      await till.log.recordVoid({ id: till.log.newEntryId(), cashierId: till.cashierId, chargeId: entry.id, reason: VOID_REASON })
    } finally {
      setVoiding(false)
    }
  }

  const mayVoid = display === 'waiting' || (isRecovered && (display === 'recorded_not_settled' || display === 'asking'))
  const mayGoOn = display !== 'asking' && display !== 'waiting'
  return (
    <>
      {mayVoid && (
        <button type="button" className="button button-danger button-large" disabled={isVoiding} onClick={guarded(() => void voidSale())}>
          {t('outcome.void')}
        </button>
      )}
      {display === 'declined' && !isRecovered && (
        <button type="button" className="button button-large" onClick={guarded(() => next(useCharge.getState().padText))}>
          {t('outcome.sameAmount')}
        </button>
      )}
      {mayGoOn && <EntryReceipt entry={entry} isLarge />}
      {mayGoOn && (
        <button type="button" className="button button-primary button-large" onClick={guarded(() => next())}>
          {isRecovered ? t('outcome.noted') : t('outcome.next')}
        </button>
      )}
    </>
  )
}

/** Lets no tap through that began before the buttons could be seen: the second half of a double tap on "Charge". */
function useStrayTapGuard(): (act: () => void) => () => void {
  const shownAtMs = useRef(Infinity)
  useEffect(() => {
    shownAtMs.current = performance.now()
  }, [])
  return (act) => () => {
    if (performance.now() - shownAtMs.current >= STRAY_TAP_MS) act()
  }
}
