import { CardNo } from '@mps/shared'
import { type SubmitEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig, useIsOffline, useLog } from '../app/log-context.ts'
import { Dialog } from '../components/dialog.tsx'
import { DIGIT_KEYS, NumberPad } from '../components/number-pad.tsx'
import type { AcceptedCode } from './judge-scan.ts'
import { nameTypedCode, type TypingFault } from './name-typed-code.ts'

const LENGTHS = { cardNo: 16, digits: 8 } as const
type Field = keyof typeof LENGTHS
type Typed = Record<Field, string>

type TypeCodeDialogProps = {
  isSpentHere: (codeHash: string) => Promise<boolean>
  onCode: (code: AcceptedCode) => void
  onClose: () => void
}

const inFours = (digits: string): string => digits.replace(/(\d{4})(?=\d)/g, '$1 ')

/** The code as the member reads it out, for a till whose camera reads nothing: card number and eight digits, which the server names the code by. */
export function TypeCodeDialog({ isSpentHere, onCode, onClose }: TypeCodeDialogProps) {
  const { t } = useTranslation()
  const isOffline = useIsOffline()
  const [typed, setTyped] = useState<Typed>({ cardNo: '', digits: '' })
  const [at, setAt] = useState<Field>('cardNo')
  const inputs = { cardNo: useRef<HTMLInputElement>(null), digits: useRef<HTMLInputElement>(null) }
  const { ask, isAsking, fault } = useNaming(isSpentHere, onCode)
  const isMistyped = typed.cardNo.length === LENGTHS.cardNo && !CardNo.safeParse(typed.cardNo).success
  const isWhole = typed.cardNo.length === LENGTHS.cardNo && typed.digits.length === LENGTHS.digits
  const mayAsk = isWhole && !isMistyped && !isOffline && !isAsking

  function type(field: Field, text: string): void {
    const digits = text.replace(/\D/g, '').slice(0, LENGTHS[field])
    setTyped({ ...typed, [field]: digits })
    // On to the second number when the first is whole, and not while it is being mended.
    const isDone = field === 'cardNo' && digits.length === LENGTHS.cardNo && typed.cardNo.length < LENGTHS.cardNo
    if (isDone && typed.digits === '') inputs.digits.current?.focus()
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (mayAsk) void ask(typed)
  }

  return (
    <Dialog title={t('typing.title')} onClose={onClose}>
      <form className="dialog-body" onSubmit={submit}>
        <p className="soft">{t('typing.words')}</p>
        {(['cardNo', 'digits'] as const).map((field) => (
          <label key={field} className="field">
            <span>{t(`typing.${field}`)}</span>
            <input
              ref={inputs[field]}
              className="money"
              inputMode="none"
              autoComplete="off"
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type this number
              autoFocus={field === 'cardNo'}
              value={inFours(typed[field])}
              aria-invalid={field === 'cardNo' && isMistyped}
              onFocus={() => setAt(field)}
              onChange={({ target }) => type(field, target.value)}
            />
          </label>
        ))}
        <p className="error" role="alert">
          {isOffline ? t('typing.needsServer') : isMistyped ? t('typing.mistyped') : fault && t(`typing.fault.${fault}`)}
        </p>
        <NumberPad
          keys={DIGIT_KEYS}
          label={t('typing.pad')}
          onKey={(key) => type(at, key === 'clear' ? '' : key === 'back' ? typed[at].slice(0, -1) : typed[at] + key)}
        />
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="button button-primary" disabled={!mayAsk}>
            {isAsking ? t('typing.asking') : t('typing.use')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function useNaming(isSpentHere: TypeCodeDialogProps['isSpentHere'], onCode: (code: AcceptedCode) => void) {
  const log = useLog()
  const { codeUses } = useConfig()
  const [isAsking, setAsking] = useState(false)
  const [fault, setFault] = useState<TypingFault | null>(null)

  async function ask(typed: Typed): Promise<void> {
    setAsking(true)
    setFault(null)
    const verdict = await nameTypedCode(log, typed, async (hash) => codeUses === 'one' && (await isSpentHere(hash)))
    setAsking(false)
    if (verdict.ok) onCode(verdict.code)
    else setFault(verdict.fault)
  }
  return { ask, isAsking, fault }
}
