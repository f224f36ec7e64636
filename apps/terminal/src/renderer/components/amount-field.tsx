import { parseAmount } from '@mps/shared'
import { useState } from 'react'

type AmountFieldProps = {
  label: string
  onAmount: (minor: number | null) => void
  isFirst?: boolean
  /** In minor units. */ initial?: number
}

/** An amount that is typed. It says nothing (null) while the text is no amount. */
export function AmountField({ label, onAmount, isFirst = false, initial }: AmountFieldProps) {
  const [typed, setTyped] = useState(initial === undefined ? '' : typedText(initial))
  return (
    <label className="field">
      <span>{label}</span>
      <input
        className="money"
        inputMode="decimal"
        autoComplete="off"
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type this amount
        autoFocus={isFirst}
        maxLength={13}
        value={typed}
        aria-invalid={typed !== '' && parseAmount(typed) === null}
        onChange={({ target }) => {
          setTyped(target.value)
          onAmount(parseAmount(target.value))
        }}
      />
    </label>
  )
}

/** Minor units as a cashier would type them. */
function typedText(minor: number): string {
  return `${Math.trunc(minor / 100)}.${String(minor % 100).padStart(2, '0')}`
}
