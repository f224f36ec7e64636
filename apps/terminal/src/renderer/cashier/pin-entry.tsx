import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NumberPad } from '../components/number-pad.tsx'

const PIN_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const
const MAX_PIN_LENGTH = 8

type PinEntryProps = {
  label: string
  fault: string
  submitLabel: string
  backLabel: string
  isBusy: boolean
  onPin: (pin: string) => void
  onBack: () => void
}

/** Four to eight digits, by keyboard or by touch. What is done with them is the caller's; the field is empty again at once. */
export function PinEntry({ label, fault, submitLabel, backLabel, isBusy, onPin, onBack }: PinEntryProps) {
  const { t } = useTranslation()
  const [pin, setPin] = useState('')
  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (isBusy || pin.length < 4) return
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
          onChange={(event) => setPin(event.target.value.replace(/\D/g, ''))}
        />
      </label>
      <p className="error" role="alert">
        {fault}
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
        <button type="submit" className="button button-primary" disabled={isBusy || pin.length < 4}>
          {isBusy ? t('pin.checking') : submitLabel}
        </button>
      </div>
    </form>
  )
}
