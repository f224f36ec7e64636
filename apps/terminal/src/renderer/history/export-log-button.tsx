import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLog } from '../app/log-context.ts'
import { LogError } from '../log/index.ts'
import { saveFile } from './save-file.ts'

type State = { at: 'idle' | 'packing' } | { at: 'done'; entries: number } | { at: 'failed'; code: 'no_export_key' | 'other' }

/** Hands the log over as a file that only the platform can open: for a till whose network stays away, or whose device must go. */
export function ExportLogButton() {
  const { t } = useTranslation()
  const log = useLog()
  const [state, setState] = useState<State>({ at: 'idle' })

  async function run(): Promise<void> {
    setState({ at: 'packing' })
    try {
      const file = await log.exportLog()
      saveFile(file.name, new Blob([file.bytes], { type: 'application/octet-stream' }))
      setState({ at: 'done', entries: file.entries })
    } catch (error) {
      setState({ at: 'failed', code: error instanceof LogError && error.code === 'no_export_key' ? 'no_export_key' : 'other' })
    }
  }

  return (
    <>
      <button type="button" className="button" disabled={state.at === 'packing'} onClick={() => void run()}>
        {state.at === 'packing' ? t('exportLog.packing') : t('exportLog.submit')}
      </button>
      <output className="soft">
        {state.at === 'done' && t('exportLog.done', { count: state.entries })}
        {state.at === 'failed' && t(`exportLog.fault.${state.code}`)}
      </output>
    </>
  )
}
