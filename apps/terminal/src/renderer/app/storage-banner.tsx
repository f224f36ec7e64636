import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { useLog } from './log-context.ts'
import { useLive } from './use-live.ts'

/** A terminal that cannot save, or that is one no longer, must not take money, and says so over every screen. */
export function StorageBanner() {
  const { t } = useTranslation()
  const log = useLog()
  const { state } = useLive(log.storage)
  const { updateNeeded, revoked } = useLive(log.connection)
  const { depth } = useLive(log.queue)
  if (state === 'ok' && !updateNeeded && !revoked) return null
  const isBad = state === 'failing' || revoked
  return (
    <p className={isBad ? 'banner banner-bad' : 'banner banner-warn'} role="alert">
      <Icon name="warning" />
      <span>
        {state !== 'ok' && t(`storage.${state}`)} {revoked && t('revoked.words', { count: depth })}
        {state === 'ok' && !revoked && t('update.needed')}
      </span>
    </p>
  )
}
