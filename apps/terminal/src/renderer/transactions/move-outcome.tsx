import { useTranslation } from 'react-i18next'
import { useConfig } from '../app/log-context.ts'
import { OutcomeFrame } from '../charge/outcome-frame.tsx'
import { OUTCOME_LOOKS } from '../charge/outcome-looks.ts'
import { useEntry } from '../charge/use-entry.ts'
import { Money } from '../components/money.tsx'
import type { LogEntry } from '../log/index.ts'
import { EntryReceipt } from '../receipt/entry-receipt-dialog.tsx'

/** How a refund or a recharge stands, following its entry. Nothing but the server's answer is called done, and no second one is offered. */
export function MoveOutcome({ entryId, onClose }: { entryId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { currency } = useConfig()
  const entry = useEntry(entryId)
  if (!entry) return null
  const { body, display } = entry
  return (
    <OutcomeFrame {...OUTCOME_LOOKS[display]} title={t(`display.${display}`)} isBusy={display === 'asking'}>
      {'amount' in body && (
        <p className="outcome-amount">
          <Money minor={body.amount} currency={currency} />
        </p>
      )}
      <MoveWords entry={entry} />
      <div className="actions">
        <EntryReceipt entry={entry} />
        <button type="button" className="button button-primary" disabled={display === 'asking'} onClick={onClose}>
          {t('common.close')}
        </button>
      </div>
    </OutcomeFrame>
  )
}

function MoveWords({ entry: { outcome, display } }: { entry: LogEntry }) {
  const { t } = useTranslation()
  if (outcome?.state === 'settled' && outcome.refund)
    return <p className="outcome-next">{t(`refund.payOut.${outcome.refund.payOut === 'cash' ? 'cash' : 'other'}`)}</p>
  if (outcome?.state === 'declined')
    return (
      <>
        <p className="outcome-next">{t(`nextStep.${outcome.next}`)}</p>
        <p className="soft">{outcome.code}</p>
      </>
    )
  return display === 'waiting' ? <p className="outcome-next">{t('refund.waiting')}</p> : null
}
