import { useTranslation } from 'react-i18next'
import { useConfig, useIsOffline } from '../app/log-context.ts'
import { Money } from '../components/money.tsx'
import { useOfflineRoom } from './use-offline-room.ts'

/** What this sale may be without the server: always there, and louder while that is all it may be. */
export function OfflineRoomNote() {
  const { t } = useTranslation()
  const { currency } = useConfig()
  const room = useOfflineRoom()
  const isOffline = useIsOffline()
  return (
    <p className={isOffline ? 'room-note' : 'room-note room-note-quiet'}>
      <span>{t(isOffline ? 'room.label' : 'room.online')}</span> <Money minor={room.roomMinor} currency={currency} />
    </p>
  )
}
