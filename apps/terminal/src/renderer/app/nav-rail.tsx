import { useTranslation } from 'react-i18next'
import { useLog } from './log-context.ts'
import { useLive } from './use-live.ts'
import { Icon } from '../components/icon.tsx'

export const SCREENS = ['charge', 'shift', 'transactions', 'log', 'totals', 'settings'] as const
export type Screen = (typeof SCREENS)[number]

/** The ways between the screens; the log's says when a manager is needed there. */
export function NavRail({ screen, onChoose }: { screen: Screen; onChoose: (screen: Screen) => void }) {
  const { t } = useTranslation()
  const { rejected } = useLive(useLog().queue)
  return (
    <nav className="rail" aria-label={t('nav.label')}>
      {SCREENS.map((name) => (
        <button
          key={name}
          type="button"
          className="rail-item"
          aria-current={name === screen ? 'page' : undefined}
          onClick={() => onChoose(name)}
        >
          <Icon name={name} />
          <span>{t(`nav.${name}`)}</span>
          {name === 'log' && rejected > 0 && (
            <span className="rail-badge">
              <span aria-hidden="true">{rejected}</span>
              <span className="visually-hidden">{t('nav.rejected', { count: rejected })}</span>
            </span>
          )}
        </button>
      ))}
    </nav>
  )
}
