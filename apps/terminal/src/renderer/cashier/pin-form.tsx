import type { RosterEntry } from '@mps/shared'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNowMs } from '../app/use-live.ts'
import { NumberPad } from '../components/number-pad.tsx'
import { useDuration } from '../components/relative-time.ts'
import { type PinResult, tryPin, usePinFailures } from './cashier-store.ts'
import { lockedForMs, NO_FAILURES, triesLeft } from './pin-lockout.ts'

const PIN_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const
const MAX_PIN_LENGTH = 12

type PinFormProps = { person: RosterEntry; submitLabel: string; onRight: (pin: string) => void; onBack: () => void; backLabel: string }

/** Asks one person for their PIN. */
export function PinForm({ person, submitLabel, onRight, onBack, backLabel }: PinFormProps) {
  const { t } = useTranslation()
  const [pin, setPin] = useState('')
  const [isChecking, setChecking] = useState(false)
  const [result, setResult] = useState<PinResult | null>(null)
  const { lockedMs, words } = usePinWords(person, result)

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (isChecking || pin.length < 4) return
    setChecking(true)
    try {
      const tried = await tryPin(person, pin, Date.now())
      if (tried === 'right') onRight(pin)
      else setResult(tried)
    } finally {
      setPin('')
      setChecking(false)
    }
  }

  return (
    <form className="pin-form" onSubmit={(event) => void submit(event)}>
      <label className="field">
        <span>{t('pin.label', { name: person.name })}</span>
        <input
          type="password"
          inputMode="numeric"
          autoComplete="off"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form is opened to type a PIN and has no other field
          autoFocus
          maxLength={MAX_PIN_LENGTH}
          value={pin}
          disabled={lockedMs > 0}
          onChange={(event) => setPin(event.target.value.replace(/\D/g, ''))}
        />
      </label>
      <p className="error" role="alert">
        {words}
      </p>
      <NumberPad
        keys={PIN_KEYS}
        label={t('pin.pad')}
        onKey={(key) => setPin(key === 'clear' ? '' : key === 'back' ? pin.slice(0, -1) : (pin + key).slice(0, MAX_PIN_LENGTH))}
      />
      <div className="actions">
        <button type="button" className="button" onClick={onBack}>
          {backLabel}
        </button>
        <button type="submit" className="button button-primary" disabled={isChecking || lockedMs > 0 || pin.length < 4}>
          {isChecking ? t('pin.checking') : submitLabel}
        </button>
      </div>
    </form>
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
