import { BindingPassword } from '@mps/shared/card'
import type { MemberCard } from '@mps/shared/me'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FaultNote } from '../components/fault-note.tsx'
import { Field, textOf } from '../components/field.tsx'
import { useAction } from '../components/use-action.ts'
import { useWallet } from '../shell/wallet-context.ts'

/** The password by which others bind themselves to a card: set, changed, or ended. Who has joined stays. */
export function BindingPasswordPanel({ card }: { card: MemberCard }) {
  const { t } = useTranslation()
  const { submit, end, isWrong, isBusy, fault, done } = useBindingPassword(card)
  const isOpen = card.hasBindingPassword === true
  return (
    <section className="panel stack" aria-labelledby="sharing-title">
      <h2 id="sharing-title">{t('sharing.title')}</h2>
      <p className="muted">{t(isOpen ? 'sharing.on' : 'sharing.off')}</p>
      <output>{done && <p className="note">{t(`sharing.${done}`)}</p>}</output>
      {fault && <FaultNote fault={fault} />}
      <form className="dialog-form" onSubmit={submit} noValidate>
        <Field
          label={t(isOpen ? 'sharing.new_password' : 'sharing.password')}
          name="binding_password"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          hint={t('sharing.hint')}
          error={isWrong ? t('sharing.weak') : undefined}
        />
        <button type="submit" className="main-button" disabled={isBusy}>
          {t(isOpen ? 'sharing.change' : 'sharing.set')}
        </button>
        {isOpen && (
          <button type="button" className="plain-button" disabled={isBusy} onClick={end}>
            {t('sharing.end')}
          </button>
        )}
      </form>
    </section>
  )
}

function useBindingPassword(card: MemberCard) {
  const { api, refresh } = useWallet()
  const { isBusy, fault, run } = useAction()
  const [isWrong, setWrong] = useState(false)
  const [done, setDone] = useState<'was_set' | 'was_ended' | null>(null)
  const put = async (password: string | null) => {
    const worked = await run(async () => {
      await api.setBindingPassword(card.id, password)
      await refresh()
    })
    setDone(worked ? (password === null ? 'was_ended' : 'was_set') : null)
    return worked
  }
  const set = async (form: HTMLFormElement) => {
    const password = textOf(new FormData(form), 'binding_password')
    const isRight = BindingPassword.safeParse(password).success
    setWrong(!isRight)
    if (isRight && (await put(password))) form.reset()
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    void set(event.currentTarget)
  }
  return { submit, end: () => void put(null), isWrong, isBusy, fault, done }
}
