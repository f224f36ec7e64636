import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CrashReport } from '../../ipc.ts'
import { useConfig, useLog } from '../app/log-context.ts'
import { platform } from '../app/platform.ts'
import { useLive } from '../app/use-live.ts'
import { useTimeOfDay } from '../components/relative-time.ts'
import { saveFile } from '../history/save-file.ts'
import { diagnosticsText } from './diagnostics-file.ts'

const SHOWN = 10

/** What went wrong without stopping anybody, and the file that support asks for. */
export function DiagnosticsPanel() {
  const { t } = useTranslation()
  const log = useLog()
  const diagnostics = useLive(log.diagnostics)
  const crashes = useCrashes()
  const timeOfDay = useTimeOfDay(useConfig().merchant.timeZone)
  const lines = [...diagnostics, ...crashes.map(({ at, kind, what }) => ({ at, code: `crash_${kind}`, detail: what.split('\n')[0] ?? '' }))]
  const newest = lines.toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, SHOWN)

  async function save(): Promise<void> {
    const { usage = null, quota = null } = await navigator.storage.estimate()
    const facts = { app: APP_VERSION, browser: navigator.userAgent, storage: { usage, quota }, crashes }
    saveFile(`diagnostics-${log.now().slice(0, 10)}.json`, new Blob([diagnosticsText(log, facts)], { type: 'application/json' }))
  }

  return (
    <section className="panel settings-part">
      <h2>{t('settings.diagnostics')}</h2>
      {newest.length === 0 && <p className="soft">{t('settings.noDiagnostics')}</p>}
      <ul className="diagnostics">
        {newest.map((line) => (
          <li key={`${line.at} ${line.code} ${line.detail}`}>
            <span className="money">{timeOfDay(line.at)}</span> <code>{line.code}</code> {line.detail}
          </li>
        ))}
      </ul>
      <div className="actions">
        <button type="button" className="button" onClick={() => void save()}>
          {t('settings.saveDiagnostics')}
        </button>
      </div>
    </section>
  )
}

function useCrashes(): readonly CrashReport[] {
  const [crashes, setCrashes] = useState<readonly CrashReport[]>([])
  useEffect(() => {
    let isOver = false
    void platform.crashes().then(
      (found) => isOver || setCrashes(found),
      () => undefined,
    )
    return () => {
      isOver = true
    }
  }, [])
  return crashes
}
