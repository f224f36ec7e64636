import { useTranslation } from 'react-i18next'
import { useConfig, useIsOffline } from '../app/log-context.ts'
import { Money } from '../components/money.tsx'
import { useOfflineRoom } from './use-offline-room.ts'

/** While offline, the one number a cashier needs: what this sale may be now. */
export function OfflineRoomNote() {
  const { t } = useTranslation()
  const { currency } = useConfig()
  const room = useOfflineRoom()
  if (!useIsOffline()) return null
  return (
    <p className="room-note">
      <span>{t('room.label')}</span> <Money minor={room.roomMinor} currency={currency} />
    </p>
  )
}
