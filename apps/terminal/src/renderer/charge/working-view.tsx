import { useTranslation } from 'react-i18next'
import { OutcomeFrame } from './outcome-frame.tsx'

/** Nothing but a spinner while the charge is made durable: there is nothing to tell yet. */
export function WorkingView() {
  const { t } = useTranslation()
  return <OutcomeFrame tone="wait" icon="wait" title={t('working.title')} isBusy />
}
