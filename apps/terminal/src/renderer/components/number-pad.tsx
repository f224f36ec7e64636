import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'

/** The digits in the order of a telephone. */
export const DIGIT_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const

type NumberPadProps<K extends string> = {
  keys: readonly K[]
  onKey: (key: K | 'back' | 'clear') => void
  label: string
}

/** Large keys for a finger. It never takes the focus away from a field that it types into. */
export function NumberPad<K extends string>({ keys, onKey, label }: NumberPadProps<K>) {
  const { t } = useTranslation()
  return (
    <fieldset className="pad" aria-label={label} onPointerDown={(event) => event.preventDefault()}>
      <div className="pad-keys">
        {keys.map((key) => (
          <button key={key} type="button" className="button pad-key" onClick={() => onKey(key)}>
            {key}
          </button>
        ))}
      </div>
      <div className="pad-side">
        <button type="button" className="button pad-key" aria-label={t('pad.back')} onClick={() => onKey('back')}>
          <Icon name="back" />
        </button>
        <button type="button" className="button pad-key pad-clear" onClick={() => onKey('clear')}>
          {t('pad.clear')}
        </button>
      </div>
    </fieldset>
  )
}
