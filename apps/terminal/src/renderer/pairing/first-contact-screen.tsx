import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLog } from '../app/log-context.ts'
import { useLive } from '../app/use-live.ts'

/** Paired, but the shop's rules and people have never arrived: nothing can be sold yet. */
export function FirstContactScreen() {
  const { t } = useTranslation()
  const log = useLog()
  const identity = useLive(log.identity)
  const { state } = useLive(log.connection)
  const [isAsking, setAsking] = useState(false)

  function ask(): void {
    setAsking(true)
    log
      .refreshConfig()
      .catch(() => undefined)
      .finally(() => setAsking(false))
  }

  return (
    <main className="entrance">
      <section className="panel entrance-panel" aria-labelledby="first-contact-title">
        <p className="soft">{identity?.label}</p>
        <h1 id="first-contact-title">{t('firstContact.title')}</h1>
        <output>{state === 'offline' ? t('firstContact.offline') : t('firstContact.words')}</output>
        <button type="button" className="button button-primary" disabled={isAsking} onClick={ask}>
          {t('firstContact.again')}
        </button>
      </section>
    </main>
  )
}
