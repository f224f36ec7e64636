import { useTranslation } from 'react-i18next'
import { useConfig } from '../app/log-context.ts'
import { platform } from '../app/platform.ts'
import { useSettings } from '../settings/settings-store.ts'
import { useTraining } from '../training/training-store.ts'
import type { ReceiptFacts } from './receipt-facts.ts'

/** What every receipt of this terminal needs, in the language that the screen has now. */
export function useReceiptFacts(): Omit<ReceiptFacts, 'isCopy'> {
  const { t } = useTranslation()
  const locale = useSettings((settings) => settings.locale)
  const isTraining = useTraining((state) => state.isOn)
  return { t, locale, config: useConfig(), origin: platform.receiptOrigin(), isTraining }
}
