import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { useWallet } from '../shell/wallet-context.ts'

/** Leaves this phone: cards, codes and the session are wiped from it. */
export function SignOutPanel() {
  const { t } = useTranslation()
  const { session } = useWallet()
  return (
    <section className="panel stack">
      <button type="button" className="plain-button" onClick={() => void session.end('signed_out')}>
        <Icon name="leave" />
        {t('session.sign_out')}
      </button>
      <p className="muted">{t('settings.sign_out_text')}</p>
    </section>
  )
}
