import { formatAmount } from '@mps/shared'
import { useTranslation } from 'react-i18next'
import { useConfig, useIsOffline, useLog } from '../app/log-context.ts'
import { useLive } from '../app/use-live.ts'
import { useSettings } from '../settings/settings-store.ts'
import { useCharge } from './charge-store.ts'
import { useOfflineRoom } from './use-offline-room.ts'
import { amountFault, type Price } from './price.ts'

/** Whether the sale as it stands may be confirmed, and in words what is missing or wrong. */
export function useSaleCheck(amount: number, price: Price | null): { mayConfirm: boolean; words: string } {
  const { t } = useTranslation()
  const { policy } = useConfig()
  const locale = useSettings((settings) => settings.locale)
  const isOffline = useIsOffline()
  const room = useOfflineRoom()
  const storage = useLive(useLog().storage)
  const code = useCharge((state) => state.code)

  const fault = amountFault(amount, policy)
  const stop = (words: string) => ({ mayConfirm: false, words })
  if (storage.state === 'failing') return stop(t('storage.failing'))
  if (fault === 'above_maximum') return stop(t('amount.above', { most: formatAmount(policy.maxCharge, locale) }))
  if (fault === 'below_minimum') return stop(t('amount.below', { least: formatAmount(policy.minCharge, locale) }))
  if (isOffline && room.roomMinor === 0) return stop(t(`offlineLimit.${room.limit}`))
  if (isOffline && price && price.final > room.roomMinor) return stop(t('amount.aboveRoom', { most: formatAmount(room.roomMinor, locale) }))
  if (!price) return stop(code ? t('amount.missing') : amount > 0 ? t('amount.codeMissing') : '')
  return { mayConfirm: true, words: '' }
}
