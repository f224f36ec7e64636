import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { hrefOf, type Route, useRoute } from './route.ts'

const TABS = [
  { tab: 'cards', to: { screen: 'cards' } },
  { tab: 'activity', to: { screen: 'activity', cardId: null } },
  { tab: 'settings', to: { screen: 'settings' } },
] as const satisfies { tab: string; to: Route }[]

type Tab = (typeof TABS)[number]['tab']

/** The wallet's three places: at the thumb on a phone, beside the screen on a desk. */
export function TabBar() {
  const { t } = useTranslation()
  const current = tabOf(useRoute())
  return (
    <nav className="tab-bar" aria-label={t('nav.label')}>
      {TABS.map(({ tab, to }) => (
        <a key={tab} href={hrefOf(to)} aria-current={tab === current ? 'page' : undefined}>
          <Icon name={tab} />
          {t(`nav.${tab}`)}
        </a>
      ))}
    </nav>
  )
}

function tabOf({ screen }: Route): Tab {
  if (screen === 'activity' || screen === 'transaction') return 'activity'
  return screen === 'settings' || screen === 'password' || screen === 'sessions' ? 'settings' : 'cards'
}
