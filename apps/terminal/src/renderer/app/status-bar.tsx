import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCashier } from '../cashier/cashier-store.ts'
import { SwitchCashierDialog } from '../cashier/switch-cashier-dialog.tsx'
import { useCharge } from '../charge/charge-store.ts'
import { Icon } from '../components/icon.tsx'
import { Money } from '../components/money.tsx'
import { useDuration } from '../components/relative-time.ts'
import { ReadinessNote } from '../readiness/readiness-note.tsx'
import { useConfig, useDeviceLog } from './log-context.ts'
import { useLive, useNowMs } from './use-live.ts'

/** What must be known at all times: who and where, whether the server is there, what waits for it, and whether the clock is right. */
export function StatusBar() {
  const { t } = useTranslation()
  const { terminal, merchant } = useConfig()
  return (
    <header className="status" aria-label={t('status.label')}>
      <p className="status-place">
        <strong>{terminal.label}</strong>
        <span className="soft">{merchant.name}</span>
      </p>
      <ConnectionNote />
      <QueueNote />
      <ClockNote />
      <ReadinessNote />
      <SignedIn />
    </header>
  )
}

function ConnectionNote() {
  const { t } = useTranslation()
  const duration = useDuration()
  const { state, since } = useLive(useDeviceLog().connection)
  const sinceS = (useNowMs(1000) - Date.parse(since)) / 1000
  return (
    <output className={`chip chip-${state}`}>
      <Icon name={state === 'online' ? 'online' : state === 'offline' ? 'offline' : 'wait'} />
      <strong>{t(`connection.${state}`)}</strong>
      {state !== 'unknown' && <span aria-live="off">{duration(sinceS)}</span>}
    </output>
  )
}

function QueueNote() {
  const { t } = useTranslation()
  const { currency } = useConfig()
  const { depth, charges, sumMinor } = useLive(useDeviceLog().queue)
  return (
    <p className={`chip ${depth > 0 ? 'chip-queue' : ''}`}>
      <Icon name="queue" />
      <span>{t('queue.depth', { count: depth })}</span>
      {charges > 0 && <Money minor={sumMinor} currency={currency} />}
    </p>
  )
}

function ClockNote() {
  const { t } = useTranslation()
  const { warn, wentBackwards, offsetMs } = useLive(useDeviceLog().clock)
  if (!warn && !wentBackwards) return null
  return (
    <output className="chip chip-warn">
      <Icon name="warning" />
      <span>{wentBackwards ? t('clock.backwards') : t('clock.offset', { count: Math.round(Math.abs(offsetMs ?? 0) / 1000) })}</span>
    </output>
  )
}

function SignedIn() {
  const { t } = useTranslation()
  const { cashier, signOut } = useCashier()
  const [isSwitching, setSwitching] = useState(false)
  return (
    <div className="status-cashier">
      <button
        type="button"
        className="button button-plain"
        aria-label={t('signIn.switchFrom', { name: cashier?.name ?? '' })}
        onClick={() => setSwitching(true)}
      >
        {cashier?.name}
      </button>
      {isSwitching && <SwitchCashierDialog onClose={() => setSwitching(false)} />}
      <button
        type="button"
        className="button"
        aria-label={t('signIn.lock')}
        onClick={() => {
          useCharge.getState().leaveSale()
          signOut()
        }}
      >
        <Icon name="lock" />
      </button>
    </div>
  )
}
