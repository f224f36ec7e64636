import { useTranslation } from 'react-i18next'
import { LanguageSwitch } from './language-switch.tsx'
import { useWallet } from './wallet-context.ts'

export function AppHeader({ isSignedIn }: { isSignedIn: boolean }) {
  const { t } = useTranslation()
  const { session } = useWallet()
  return (
    <header className="app-header">
      <span className="brand">
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="28" height="28" />
        {t('app.name')}
      </span>
      <LanguageSwitch />
      {isSignedIn && (
        <button type="button" className="quiet-button" onClick={() => session.end('signed_out')}>
          {t('session.sign_out')}
        </button>
      )}
    </header>
  )
}
