import { parseAmount } from '@mps/shared'
import { useState } from 'react'

type AmountFieldProps = { label: string; onAmount: (minor: number | null) => void; isFirst?: boolean }

/** An amount that is typed. It says nothing (null) while the text is no amount. */
export function AmountField({ label, onAmount, isFirst = false }: AmountFieldProps) {
  const [typed, setTyped] = useState('')
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
