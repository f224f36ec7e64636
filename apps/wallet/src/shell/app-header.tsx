import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { useWallet } from './wallet-context.ts'

export function AppHeader({ isSignedIn }: { isSignedIn: boolean }) {
  const { t } = useTranslation()
  const { connection } = useWallet()
  const isOnline = useSyncExternalStore(connection.subscribe, connection.snapshot)
  return (
    <header className="app-header">
      <span className="brand">
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="28" height="28" />
        {t('app.name')}
      </span>
      <output className="connection">
        {!isOnline && (
          <span className="connection-chip">
            <Icon name="offline" />
            {t('nav.offline')}
          </span>
        )}
      </output>
      {!isSignedIn && <LanguageSwitch />}
    </header>
  )
}
