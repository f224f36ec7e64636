import { useTranslation } from 'react-i18next'
import type { ApiFault } from '../api/api-fault.ts'
import { faultText } from './fault-text.ts'

type Props = {
  fault: ApiFault
  /** In place of the fault's usual words. */
  text?: string
  onRetry?: () => void
}

/** Says in plain words what went wrong, and offers to try again where that can help. */
export function FaultNote({ fault, text, onRetry }: Props) {
  const { t } = useTranslation()
  return (
    <div className="note note-fault" role="alert">
      <p>{text ?? faultText(t, fault)}</p>
      {onRetry && (
        <button type="button" className="plain-button" onClick={onRetry}>
          {t('fault.retry')}
        </button>
      )}
    </div>
  )
}
