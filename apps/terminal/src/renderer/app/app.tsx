import { useTranslation } from 'react-i18next'
import { useCashier } from '../cashier/cashier-store.ts'
import { SignInScreen } from '../cashier/sign-in-screen.tsx'
import type { TerminalLog } from '../log/index.ts'
import { PairingScreen } from '../pairing/pairing-screen.tsx'
import { FirstContactScreen } from '../pairing/first-contact-screen.tsx'
import { TrainingScope } from '../training/training-scope.tsx'
import { DeviceLogContext, LogContext } from './log-context.ts'
import { useLogState } from './log-store.ts'
import { OpeningScreen } from './opening-screen.tsx'
import { Shell } from './shell.tsx'
import { useLive } from './use-live.ts'

/** From a closed log to a signed-in cashier, one screen after another. */
export function App() {
  const { t } = useTranslation()
  const state = useLogState()
  if (state.at === 'opening') return <OpeningScreen title={t('opening.title')} isBusy />
  if (state.at === 'in_use') return <OpeningScreen title={t('opening.inUse')} words={t('opening.inUseWords')} />
  if (state.at === 'failed')
    return (
      <OpeningScreen
        title={t('opening.failed')}
        words={state.error.code === 'unsupported' ? t('opening.unsupported') : t('opening.storage')}
        code={state.error.message}
      />
    )
  return (
    <DeviceLogContext value={state.log}>
      <LogContext value={state.log}>
        <Entrance log={state.log} />
      </LogContext>
    </DeviceLogContext>
  )
}

function Entrance({ log }: { log: TerminalLog }) {
  const identity = useLive(log.identity)
  const { config } = useLive(log.config)
  const cashier = useCashier((state) => state.cashier)
  if (!identity) return <PairingScreen />
  if (!config) return <FirstContactScreen />
  // Whoever left the roster no longer works here, even in the middle of a session.
  const isOnRoster = config.roster.some((person) => person.userId === cashier?.userId)
  if (!isOnRoster) return <SignInScreen />
  return (
    <TrainingScope log={log}>
      <Shell />
    </TrainingScope>
  )
}
