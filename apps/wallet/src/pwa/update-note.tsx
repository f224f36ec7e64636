import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { becomeNewestBuild, onNewerBuild } from './service-worker-page.ts'

/** Offers a newer build; it never takes over by itself while somebody may be paying. */
export function UpdateNote() {
  const { t } = useTranslation()
  const [isOffered, setOffered] = useState(false)
  useEffect(() => onNewerBuild(() => setOffered(true)), [])
  return (
    <div aria-live="polite">
      {isOffered && (
        <div className="note note-row">
          <p>{t('pwa.update_text')}</p>
          <button type="button" className="plain-button" onClick={() => void becomeNewestBuild()}>
            {t('pwa.update')}
          </button>
        </div>
      )}
    </div>
  )
}
