import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ApiFault, faultOf } from '../api/api-fault.ts'
import { FaultNote } from '../shell/fault-note.tsx'
import { useWallet } from '../shell/wallet-context.ts'

const ENDED = { signed_out: 'session.ended_signed_out', expired: 'session.ended_expired' } as const

export function SignInScreen({ ended }: { ended: 'never' | keyof typeof ENDED }) {
  const { t } = useTranslation()
  const { signIn, isBusy, fault } = useSignIn()
  return (
    <div className="sign-in">
      <h1 className="screen-title">{t('session.title')}</h1>
      <p className="muted">{t('session.intro')}</p>
      {ended !== 'never' && !fault && <output className="note">{t(ENDED[ended])}</output>}
      {fault && <FaultNote fault={fault} />}
      <form className="sign-in-form" onSubmit={signIn}>
        <label htmlFor="login">{t('session.login')}</label>
        <input
          id="login"
          name="login"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          minLength={3}
          maxLength={120}
        />
        <label htmlFor="password">{t('session.password')}</label>
        <input id="password" name="password" type="password" autoComplete="current-password" required maxLength={200} />
        <button type="submit" className="main-button" disabled={isBusy}>
          {t(isBusy ? 'session.signing_in' : 'session.sign_in')}
        </button>
      </form>
    </div>
  )
}

function useSignIn() {
  const { api } = useWallet()
  const [isBusy, setBusy] = useState(false)
  const [fault, setFault] = useState<ApiFault | null>(null)
  const send = async (form: HTMLFormElement) => {
    setBusy(true)
    setFault(null)
    const fields = new FormData(form)
    try {
      await api.signIn(textOf(fields, 'login').trim(), textOf(fields, 'password'))
    } catch (error) {
      setFault(faultOf(error))
      // The login stays; only the password has to be typed again.
      form.querySelector<HTMLInputElement>('#password')?.select()
    } finally {
      setBusy(false)
    }
  }
  const signIn = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    void send(event.currentTarget)
  }
  return { signIn, isBusy, fault }
}

function textOf(form: FormData, field: string): string {
  const value = form.get(field)
  return typeof value === 'string' ? value : ''
}
