import type { RosterEntry } from '@mps/shared'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNowMs } from '../app/use-live.ts'
import { useDuration } from '../components/relative-time.ts'
import { type PinResult, tryPin, usePinFailures } from './cashier-store.ts'
import { PinEntry } from './pin-entry.tsx'
import { lockedForMs, NO_FAILURES, triesLeft } from './pin-lockout.ts'

type PinFormProps = { person: RosterEntry; submitLabel: string; onRight: (pin: string) => void; onBack: () => void; backLabel: string }

/** Asks one person for their PIN, which this device checks. */
export function PinForm({ person, submitLabel, onRight, onBack, backLabel }: PinFormProps) {
  const { t } = useTranslation()
  const [isChecking, setChecking] = useState(false)
  const [result, setResult] = useState<PinResult | null>(null)
  const { lockedMs, words } = usePinWords(person, result)

  async function check(pin: string): Promise<void> {
    setChecking(true)
    try {
      const tried = await tryPin(person, pin, Date.now())
      if (tried === 'right') onRight(pin)
      else setResult(tried)
    } finally {
      setChecking(false)
    }
  }

  return (
    <PinEntry
      label={t('pin.label', { name: person.name })}
      fault={words}
      submitLabel={submitLabel}
      backLabel={backLabel}
      isBusy={isChecking}
      isLocked={lockedMs > 0}
      onPin={(pin) => void check(pin)}
      onBack={onBack}
    />
  )
}

/** What the form says about earlier tries, counted down while the PIN is locked. */
function usePinWords(person: RosterEntry, result: PinResult | null): { lockedMs: number; words: string } {
  const { t } = useTranslation()
  const duration = useDuration()
  const failures = usePinFailures((state) => state.byUser[person.userId]) ?? NO_FAILURES
  const lockedMs = lockedForMs(failures, useNowMs(1000))
  if (person.pinHash === null) return { lockedMs: 0, words: t('pin.none') }
  if (lockedMs > 0) return { lockedMs, words: t('pin.locked', { time: duration(lockedMs / 1000 + 1) }) }
  return { lockedMs: 0, words: result === 'wrong' ? t('pin.wrong', { count: triesLeft(failures) }) : '' }
}
