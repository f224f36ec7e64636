import type { SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { FaultNote } from '../components/fault-note.tsx'
import { Field, textOf } from '../components/field.tsx'
import { ScreenTitle } from '../components/screen-title.tsx'
import { useAction } from '../components/use-action.ts'
import { useWallet } from '../shell/wallet-context.ts'
import type { SessionEnd } from './session-store.ts'

const ENDED = { signed_out: 'session.ended_signed_out', expired: 'session.ended_expired' } as const

export function SignInScreen({ ended }: { ended: SessionEnd }) {
  const { t } = useTranslation()
  const { signIn, isBusy, fault } = useSignIn()
  return (
    <div className="sign-in">
      <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="72" height="72" />
      <ScreenTitle>{t('session.title')}</ScreenTitle>
      <p className="muted">{t('session.intro')}</p>
      {ended !== 'never' && !fault && <output className="note">{t(ENDED[ended])}</output>}
      {fault && <FaultNote fault={fault} />}
      <form className="form panel" onSubmit={signIn}>
        <Field
          label={t('session.login')}
          name="login"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          minLength={3}
          maxLength={120}
        />
        <Field label={t('session.password')} name="password" type="password" autoComplete="current-password" required maxLength={200} />
        <label className="check">
          <input type="checkbox" name="own_phone" defaultChecked />
          <span>
            {t('session.own_phone')}
            <small>{t('session.own_phone_hint')}</small>
          </span>
        </label>
        <button type="submit" className="main-button" disabled={isBusy}>
          {t(isBusy ? 'session.signing_in' : 'session.sign_in')}
        </button>
      </form>
    </div>
  )
}

function useSignIn() {
  const { api } = useWallet()
  const { isBusy, fault, run } = useAction()
  const send = async (form: HTMLFormElement) => {
    const fields = new FormData(form)
    const worked = await run(() => api.signIn(textOf(fields, 'login').trim(), textOf(fields, 'password'), fields.has('own_phone')))
    // The login stays; only the password has to be typed again.
    if (!worked) form.querySelector<HTMLInputElement>('[name="password"]')?.select()
  }
  const signIn = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    void send(event.currentTarget)
  }
  return { signIn, isBusy, fault }
}
