import { useId } from 'react'

type Props<T extends string> = {
  label: string
  options: readonly { value: T; label: string; lang?: string }[]
  value: T
  onChange: (value: T) => void
  isLabelHidden?: boolean
}

/** One of a few, side by side: radio buttons, so arrow keys and screen readers know what they are. */
export function Segments<T extends string>({ label, options, value, onChange, isLabelHidden = false }: Props<T>) {
  const name = useId()
  return (
    <fieldset className="segments">
      <legend className={isLabelHidden ? 'visually-hidden' : undefined}>{label}</legend>
      <div className="segments-row">
        {options.map((option) => (
          <label key={option.value} lang={option.lang}>
            <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
