import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UpdateState } from '../../ipc.ts'
import { useLog } from '../app/log-context.ts'
import { platform } from '../app/platform.ts'
import { useLive } from '../app/use-live.ts'

const LOOK_EVERY_MS = 30_000

/** A newer build that has been fetched; it is installed when a person says so, and never before everything has been sent. */
export function UpdatePanel() {
  const { t } = useTranslation()
  const { depth, rejected, resending } = useLive(useLog().queue)
  const state = useUpdateState()
  const unsent = depth + rejected + resending
  const { updates } = platform
  if (!updates || state === null || state.at === 'off') return null
  return (
    <section className="panel settings-part">
      <h2>{t('updates.title')}</h2>
      <p className="soft">
        {state.at === 'ready' && unsent > 0
          ? t('updates.waits', { count: unsent })
          : t(`updates.${state.at}`, { version: 'version' in state ? state.version : '' })}
      </p>
      {state.at === 'ready' && (
        <div className="actions">
          <button type="button" className="button" disabled={unsent > 0} onClick={() => void updates.install(unsent)}>
            {t('updates.install')}
          </button>
        </div>
      )}
    </section>
  )
}

function useUpdateState(): UpdateState | null {
  const [state, setState] = useState<UpdateState | null>(null)
  useEffect(() => {
    const { updates } = platform
    if (!updates) return undefined
    let isOver = false
    const look = () =>
      void updates.state().then(
        (found) => isOver || setState(found),
        () => undefined,
      )
    look()
    const looking = window.setInterval(look, LOOK_EVERY_MS)
    return () => {
      isOver = true
      window.clearInterval(looking)
    }
  }, [])
  return state
}
