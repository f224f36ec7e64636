import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAutoLock } from '../cashier/use-auto-lock.ts'
import { ChargeScreen } from '../charge/charge-screen.tsx'
import { RecoveryScreen, useUnconfirmed } from '../charge/recovery-screen.tsx'
import { LogScreen } from '../history/log-screen.tsx'
import { PrintSheet } from '../receipt/print-sheet.tsx'
import { SettingsScreen } from '../settings/settings-screen.tsx'
import { ShiftScreen } from '../shift/shift-screen.tsx'
import { followShifts } from '../shift/shift-store.ts'
import { TrainingBanner } from '../training/training-banner.tsx'
import { TransactionsScreen } from '../transactions/transactions-screen.tsx'
import { TotalsScreen } from '../totals/totals-screen.tsx'
import { useLog } from './log-context.ts'
import { NavRail, type Screen } from './nav-rail.tsx'
import { StatusBar } from './status-bar.tsx'
import { StorageBanner } from './storage-banner.tsx'

/** Everything a signed-in cashier works with. A sale that a crash interrupted comes before all of it. */
export function Shell() {
  const { t } = useTranslation()
  const [screen, setScreen] = useState<Screen>('charge')
  const log = useLog()
  useEffect(() => followShifts(log), [log])
  useAutoLock()
  const { ids, drop } = useUnconfirmed()
  const first = ids?.[0]

  return (
    <div className="shell">
      <StatusBar />
      <StorageBanner />
      <TrainingBanner />
      {ids === null && <p className="soft opening">{t('opening.log')}</p>}
      {first !== undefined && <RecoveryScreen entryId={first} left={ids!.length} onDone={() => drop(first)} />}
      {ids !== null && first === undefined && (
        <div className="shell-body">
          <NavRail screen={screen} onChoose={setScreen} />
          <ChargeScreen isShown={screen === 'charge'} />
          {screen === 'shift' && <ShiftScreen />}
          {screen === 'transactions' && <TransactionsScreen />}
          {screen === 'log' && <LogScreen />}
          {screen === 'totals' && <TotalsScreen />}
          {screen === 'settings' && <SettingsScreen />}
        </div>
      )}
      <PrintSheet />
    </div>
  )
}
