import { useTranslation } from 'react-i18next'

type ReasonFieldProps = {
  reason: string
  onReason: (reason: string) => void
  /** The reasons that come up most, in the words of the cashier's language. */
  usual: readonly string[]
  /** Whether it is what its dialog was opened for. */
  isFirst?: boolean
}

/** Why the drawer is opened or filled: typed, or one of the usual reasons at a tap. */
export function ReasonField({ reason, onReason, usual, isFirst = false }: ReasonFieldProps) {
  const { t } = useTranslation()
  return (
    <>
      <label className="field">
        <span>{t('shift.reason')}</span>
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to give this reason */}
        <input autoFocus={isFirst} maxLength={200} value={reason} onChange={({ target }) => onReason(target.value)} />
      </label>
      <div className="quick">
        {usual.map((words) => (
          <button key={words} type="button" className="button" onClick={() => onReason(words)}>
            {words}
          </button>
        ))}
      </div>
    </>
  )
}
