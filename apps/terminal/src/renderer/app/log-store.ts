import { create } from 'zustand'
import { LogError, openTerminalLog, type TerminalLog } from '../log/index.ts'
import { platform } from './platform.ts'

type LogState =
  | { at: 'opening' }
  /** Another window of this device holds the log; opening goes on waiting for it. */
  | { at: 'in_use' }
  | { at: 'failed'; error: LogError }
  | { at: 'open'; log: TerminalLog }

/** The log of this device, opened once for the whole window. */
export const useLogState = create<LogState>()(() => ({ at: 'opening' }))

/** Opens the log against the server that the platform names; again after the address was changed. */
export async function openLog(): Promise<TerminalLog | null> {
  const before = useLogState.getState()
  useLogState.setState({ at: 'opening' }, true)
  if (before.at === 'open') await before.log.close()
  try {
    const { journal, identity, serverUrl } = await platform.openPorts()
    const log = await openTerminalLog({
      journal,
      identity,
      app: APP_VERSION,
      ...(serverUrl === null ? {} : { serverUrl }),
      onInUse: () => useLogState.setState({ at: 'in_use' }, true),
    })
    useLogState.setState({ at: 'open', log }, true)
    // A browser that may evict what it stores would lose unsent sales.
    void log.requestPersistence()
    return log
  } catch (error) {
    const known = error instanceof LogError ? error : new LogError('storage_failing', String(error), { cause: error })
    useLogState.setState({ at: 'failed', error: known }, true)
    return null
  }
}
