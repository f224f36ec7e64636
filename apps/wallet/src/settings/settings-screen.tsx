import { useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { ScreenTitle } from '../components/screen-title.tsx'
import { Segments } from '../components/segments.tsx'
import { LANGUAGE_NAMES, LANGUAGES, languageOf } from '../i18n/i18n.ts'
import { canInstall, install, isInstalled, subscribeInstall } from '../pwa/install.ts'
import { useWallet } from '../shell/wallet-context.ts'
import { AccountPanel } from './account-panel.tsx'
import { chooseTheme, chosenTheme, type Theme, THEMES } from './theme.ts'

export function SettingsScreen({ name }: { name: string }) {
  const { t } = useTranslation()
  return (
    <div className="narrow stack">
      <ScreenTitle>{t('settings.title')}</ScreenTitle>
      <Profile name={name} />
      <Looks />
      <InstallPanel />
      <AccountPanel />
      <p className="muted version">{t('settings.version', { version: APP_VERSION })}</p>
    </div>
  )
}

function Profile({ name }: { name: string }) {
  const { session } = useWallet()
  const { t } = useTranslation()
  const { session: signedIn } = useSyncExternalStore(session.subscribe, session.snapshot)
  return (
    <section className="panel profile">
      <span className="profile-mark">
        <Icon name="person" />
      </span>
      <div>
        <h2>{name}</h2>
        {signedIn && <p className="muted">{t('settings.member_no', { number: signedIn.member.memberNo })}</p>}
      </div>
    </section>
  )
}

function Looks() {
  const { t, i18n } = useTranslation()
  const [theme, setTheme] = useState(chosenTheme)
  const choose = (next: Theme) => {
    chooseTheme(next)
    setTheme(next)
  }
  return (
    <section className="panel stack" aria-labelledby="looks-title">
      <h2 id="looks-title">{t('settings.looks')}</h2>
      <Segments
        label={t('settings.language')}
        options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value], lang: value }))}
        value={languageOf(i18n.language)}
        onChange={(language) => void i18n.changeLanguage(language)}
      />
      <Segments
        label={t('settings.theme')}
        options={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
        value={theme}
        onChange={choose}
      />
    </section>
  )
}

/** Only where the browser offers it; a phone that cannot install, or has, needs no word about it. */
function InstallPanel() {
  const { t } = useTranslation()
  const isOffered = useSyncExternalStore(subscribeInstall, canInstall)
  if (!isOffered || isInstalled()) return null
  return (
    <section className="panel stack">
      <h2>{t('pwa.install_title')}</h2>
      <p className="muted">{t('pwa.install_text')}</p>
      <button type="button" className="plain-button" onClick={() => void install()}>
        {t('pwa.install')}
      </button>
    </section>
  )
}
