import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DIGIT_KEYS, NumberPad } from '../components/number-pad.tsx'

const MAX_PIN_LENGTH = 8

type PinEntryProps = {
  label: string
  /** What the last try, or the state of things, has to say. */
  fault: string
  submitLabel: string
  backLabel: string
  isBusy: boolean
  /** Nothing can be submitted now, though typing goes on. */
  isBlocked?: boolean
  /** The PIN is locked: nothing is typed either. */
  isLocked?: boolean
  onPin: (pin: string) => void
  onBack: () => void
}

/** Four to eight digits, by keyboard or by touch: the one PIN form. What is done with them is the caller's; the field is empty again at once. */
export function PinEntry(props: PinEntryProps) {
  const { label, fault, submitLabel, backLabel, isBusy, isBlocked = false, isLocked = false, onPin, onBack } = props
  const { t } = useTranslation()
  const [pin, setPin] = useState('')
  const mayTry = !isBusy && !isBlocked && !isLocked && pin.length >= 4

  function type(text: string): void {
    setPin(text.replace(/\D/g, '').slice(0, MAX_PIN_LENGTH))
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (!mayTry) return
    setPin('')
    onPin(pin)
  }

  return (
    <form className="pin-form" onSubmit={submit}>
      <label className="field">
        <span>{label}</span>
        <input
          type="password"
          inputMode="numeric"
          autoComplete="off"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form is opened to type a PIN and has no other field
          autoFocus
          maxLength={MAX_PIN_LENGTH}
          value={pin}
          disabled={isLocked}
          onChange={(event) => type(event.target.value)}
        />
      </label>
      <p className="error" role="alert">
        {fault}
      </p>
      <NumberPad
        keys={DIGIT_KEYS}
        label={t('pin.pad')}
        onKey={(key) => type(key === 'clear' ? '' : key === 'back' ? pin.slice(0, -1) : pin + key)}
      />
      <div className="actions">
        <button type="button" className="button" onClick={onBack}>
          {backLabel}
        </button>
        <button type="submit" className="button button-primary" disabled={!mayTry}>
          {isBusy ? t('pin.checking') : submitLabel}
        </button>
      </div>
    </form>
  )
}
