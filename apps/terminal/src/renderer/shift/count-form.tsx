import { formatAmount } from '@mps/shared'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig } from '../app/log-context.ts'
import { AmountField } from '../components/amount-field.tsx'
import { Money } from '../components/money.tsx'
import { useSettings } from '../settings/settings-store.ts'
import { countedMinor, denominationsOf, type Pieces } from './denominations.ts'

export type Count = { pieces: Pieces; other: number }
type CountFormProps = { onCounted: (count: Count) => void; onBack: () => void }

/** The drawer, note by note. What should be in it is not shown yet: whoever counts counts, and does not correct. */
export function CountForm({ onCounted, onBack }: CountFormProps) {
  const { t } = useTranslation()
  const { currency } = useConfig()
  const [pieces, setPieces] = useState<Pieces>({})
  const [other, setOther] = useState<number | null>(0)
  return (
    <form
      className="dialog-body"
      onSubmit={(event) => {
        event.preventDefault()
        onCounted({ pieces, other: other ?? 0 })
      }}
    >
      <div className="count-grid">
        {denominationsOf(currency).map((value, i) => (
          <PiecesField
            key={value}
            value={value}
            isFirst={i === 0}
            onPieces={(count) => setPieces((before) => ({ ...before, [value]: count }))}
          />
        ))}
        <AmountField label={t('shift.otherCash')} onAmount={setOther} />
      </div>
      <p className="count-sum">
        <span>{t('shift.counted')}</span>
        <output>
          <Money minor={countedMinor(pieces, other ?? 0)} currency={currency} />
        </output>
      </p>
      <div className="actions">
        <button type="button" className="button" onClick={onBack}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="button button-primary">
          {t('shift.compare')}
        </button>
      </div>
    </form>
  )
}

function PiecesField({ value, isFirst, onPieces }: { value: number; isFirst: boolean; onPieces: (count: number) => void }) {
  const { t } = useTranslation()
  const locale = useSettings((settings) => settings.locale)
  const [typed, setTyped] = useState('')
  return (
    <label className="field field-inline">
      <span className="money" aria-label={t('shift.pieces', { value: formatAmount(value, locale) })}>
        {formatAmount(value, locale).replace(/\.00$/, '')} ×
      </span>
      <input
        className="money"
        inputMode="numeric"
        autoComplete="off"
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- counting begins with the largest note
        autoFocus={isFirst}
        maxLength={5}
        value={typed}
        onChange={({ target }) => {
          const digits = target.value.replace(/\D/g, '')
          setTyped(digits)
          onPieces(Number(digits))
        }}
      />
    </label>
  )
}
