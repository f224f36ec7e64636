import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { useLog } from './log-context.ts'
import { useLive } from './use-live.ts'

/** A terminal that cannot save must not take money, and says so over every screen. */
export function StorageBanner() {
  const { t } = useTranslation()
  const { state } = useLive(useLog().storage)
  const { updateNeeded } = useLive(useLog().connection)
  if (state === 'ok' && !updateNeeded) return null
  return (
    <p className={state === 'failing' ? 'banner banner-bad' : 'banner banner-warn'} role="alert">
      <Icon name="warning" />
      <span>{state === 'ok' ? t('update.needed') : t(`storage.${state}`)}</span>
    </p>
  )
}
