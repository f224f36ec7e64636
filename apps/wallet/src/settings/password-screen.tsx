import { NewPassword } from '@mps/shared/session'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isProblem } from '../api/api-fault.ts'
import { BackLink } from '../components/back-link.tsx'
import { FaultNote } from '../components/fault-note.tsx'
import { Field, textOf } from '../components/field.tsx'
import { ScreenTitle } from '../components/screen-title.tsx'
import { useAction } from '../components/use-action.ts'
import { useWallet } from '../shell/wallet-context.ts'

type Wrong = { newPassword?: boolean; again?: boolean }

/** A new password for the old one; the member's other devices are signed out by it. */
export function PasswordScreen() {
  const { t } = useTranslation()
  const { api } = useWallet()
  const { isBusy, fault, run } = useAction()
  const [wrong, setWrong] = useState<Wrong>({})
  const [isDone, setDone] = useState(false)
  const send = async (form: HTMLFormElement) => {
    const fields = new FormData(form)
    const newPassword = textOf(fields, 'new_password')
    const found: Wrong = { newPassword: !NewPassword.safeParse(newPassword).success, again: newPassword !== textOf(fields, 'again') }
    setWrong(found)
    if (found.newPassword || found.again) return
    const worked = await run(() => api.changePassword(textOf(fields, 'password'), newPassword))
    setDone(worked)
    if (worked) form.reset()
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    void send(event.currentTarget)
  }
  return (
    <div className="narrow stack">
      <BackLink to={{ screen: 'settings' }}>{t('settings.title')}</BackLink>
      <ScreenTitle>{t('password.title')}</ScreenTitle>
      <output>{isDone && <p className="note">{t('password.done')}</p>}</output>
      {fault && <FaultNote fault={fault} {...(isProblem(fault, 'credentials_wrong') && { text: t('password.old_wrong') })} />}
      <form className="form panel" onSubmit={submit}>
        <Field label={t('password.old')} name="password" type="password" autoComplete="current-password" required maxLength={200} />
        <Field
          label={t('password.new')}
          name="new_password"
          type="password"
          autoComplete="new-password"
          required
          maxLength={72}
          hint={t('password.hint')}
          error={wrong.newPassword ? t('password.weak') : undefined}
        />
        <Field
          label={t('password.again')}
          name="again"
          type="password"
          autoComplete="new-password"
          required
          maxLength={72}
          error={wrong.again ? t('password.differs') : undefined}
        />
        <button type="submit" className="main-button" disabled={isBusy}>
          {t(isBusy ? 'common.working' : 'password.submit')}
        </button>
      </form>
    </div>
  )
}
