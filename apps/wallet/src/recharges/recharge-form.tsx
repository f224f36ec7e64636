import { uuidv7 } from '@mps/shared/ids'
import { parseAmount } from '@mps/shared/money'
import type { RechargeIntent } from '@mps/shared/recharge'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CardProps } from '../cards/card-screen.tsx'
import { FaultNote } from '../components/fault-note.tsx'
import { Field } from '../components/field.tsx'
import { moneyText } from '../components/money-text.ts'
import { Segments } from '../components/segments.tsx'
import { useAction } from '../components/use-action.ts'
import { useWallet } from '../shell/wallet-context.ts'

/** Amounts that most people choose, in whole units of the currency. */
const USUAL = [200, 500, 1000, 2000]
const METHODS = ['line', 'wechat', 'alipay', 'bank'] as const
export type OnlineMethod = (typeof METHODS)[number]

type Props = CardProps & { onBegun: (intent: RechargeIntent) => void }

export function RechargeForm({ card, currency, onBegun }: Props) {
  const { t, i18n } = useTranslation()
  const { isBusy, fault, submit, text, setText, method, setMethod, isWrong } = useRechargeForm({ card, currency, onBegun })
  return (
    <form className="form panel" onSubmit={submit} noValidate>
      <fieldset className="amounts" aria-label={t('recharge.usual')}>
        {USUAL.map((units) => (
          <button key={units} type="button" className="chip" aria-pressed={text === String(units)} onClick={() => setText(String(units))}>
            {moneyText(units * 100, currency, i18n.language)}
          </button>
        ))}
      </fieldset>
      <Field
        label={t('recharge.amount', { currency })}
        name="amount"
        inputMode="decimal"
        autoComplete="off"
        maxLength={12}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={isWrong ? t('recharge.amount_wrong') : undefined}
      />
      <Segments
        label={t('recharge.method')}
        options={METHODS.map((value) => ({ value, label: t(`method.${value}`) }))}
        value={method}
        onChange={setMethod}
      />
      {fault && <FaultNote fault={fault} />}
      <button type="submit" className="main-button" disabled={isBusy}>
        {t(isBusy ? 'common.working' : 'recharge.submit')}
      </button>
    </form>
  )
}

function useRechargeForm({ card, currency, onBegun }: Props) {
  const { api } = useWallet()
  const { isBusy, fault, run } = useAction()
  const [text, setText] = useState('500')
  const [method, setMethod] = useState<OnlineMethod>('line')
  const [isWrong, setWrong] = useState(false)
  // Sent again after a lost answer, the same wish under the same key begins one recharge, not two.
  const [wish] = useState(() => uuidv7())
  const send = async () => {
    const amount = parseAmount(text.replaceAll(',', ''))
    setWrong(amount === null || amount === 0)
    if (!amount) return
    await run(async () => onBegun(await api.beginRecharge(card.id, { amount, currency, method }, `${wish}-${amount}-${method}`)))
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    void send()
  }
  return { isBusy, fault, submit, text, setText, method, setMethod, isWrong }
}
