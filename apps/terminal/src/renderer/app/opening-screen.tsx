import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { openLog } from './log-store.ts'

type OpeningScreenProps = { title: string; words?: string; code?: string; isBusy?: boolean }

/** Before there is a log: opening it, or why it cannot be opened. */
export function OpeningScreen({ title, words, code, isBusy = false }: OpeningScreenProps) {
  const { t } = useTranslation()
  return (
    <main className="entrance" aria-busy={isBusy}>
      <section className="panel entrance-panel" aria-live="polite">
        <span className={isBusy ? 'outcome-icon is-busy' : 'outcome-icon'}>
          <Icon name={isBusy ? 'wait' : 'warning'} />
        </span>
        <h1>{title}</h1>
        {words && <p>{words}</p>}
        {code && (
          <>
            <p className="soft">{code}</p>
            <button type="button" className="button button-primary" onClick={() => void openLog()}>
              {t('opening.again')}
            </button>
          </>
        )}
      </section>
    </main>
  )
}
