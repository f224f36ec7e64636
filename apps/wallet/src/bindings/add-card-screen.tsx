import { hasValidCheckDigit } from '@mps/shared/card-number'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isProblem } from '../api/api-fault.ts'
import { BackLink } from '../components/back-link.tsx'
import { FaultNote } from '../components/fault-note.tsx'
import { Field, textOf } from '../components/field.tsx'
import { ScreenTitle } from '../components/screen-title.tsx'
import { useAction } from '../components/use-action.ts'
import { go } from '../shell/route.ts'
import { useWallet } from '../shell/wallet-context.ts'

/** Binds a card that somebody shares, by its number and the password they gave for it. */
export function AddCardScreen() {
  const { t } = useTranslation()
  const { api, refresh } = useWallet()
  const { isBusy, fault, run } = useAction()
  const [isNumberWrong, setNumberWrong] = useState(false)
  const send = async (form: FormData) => {
    const cardNo = textOf(form, 'card_no').replace(/\D/g, '')
    const isRight = cardNo.length === 16 && hasValidCheckDigit(cardNo)
    setNumberWrong(!isRight)
    if (!isRight) return
    await run(async () => {
      const cardId = await api.bindCard(cardNo, textOf(form, 'binding_password'))
      await refresh()
      go({ screen: 'card', cardId })
    })
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    void send(new FormData(event.currentTarget))
  }
  return (
    <div className="narrow stack">
      <BackLink to={{ screen: 'cards' }}>{t('cards.back')}</BackLink>
      <ScreenTitle>{t('bind.title')}</ScreenTitle>
      <p className="muted">{t('bind.intro')}</p>
      {fault && <FaultNote fault={fault} {...(isProblem(fault, 'binding_refused') && { text: t('bind.refused') })} />}
      <form className="form panel" onSubmit={submit}>
        <Field
          label={t('bind.card_no')}
          name="card_no"
          inputMode="numeric"
          autoComplete="off"
          required
          maxLength={24}
          hint={t('bind.card_no_hint')}
          error={isNumberWrong ? t('bind.card_no_wrong') : undefined}
        />
        <Field
          label={t('bind.password')}
          name="binding_password"
          type="password"
          autoComplete="off"
          required
          maxLength={200}
          hint={t('bind.password_hint')}
        />
        <button type="submit" className="main-button" disabled={isBusy}>
          {t(isBusy ? 'common.working' : 'bind.submit')}
        </button>
      </form>
    </div>
  )
}
