import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { Row } from '../components/row.tsx'
import { useAction } from '../components/use-action.ts'
import { hrefOf } from '../shell/route.ts'
import { useWallet } from '../shell/wallet-context.ts'

/** The password, where the member is signed in, and the ways out: of this phone, whose cards, codes and session are wiped, and of every device at once. */
export function AccountPanel() {
  const { t } = useTranslation()
  const { api } = useWallet()
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <ul className="panel rows">
        <Row icon="lock" title={t('password.title')} href={hrefOf({ screen: 'password' })} />
        <Row icon="device" title={t('sessions.title')} text={t('sessions.hint')} href={hrefOf({ screen: 'sessions' })} />
        <Row icon="globe" title={t('everywhere.title')} text={t('everywhere.hint')} onClick={() => setAsking(true)} />
        <Row icon="leave" title={t('session.sign_out')} text={t('settings.sign_out_text')} onClick={() => void api.signOut()} />
      </ul>
      {isAsking && <EverywhereDialog onClose={() => setAsking(false)} />}
    </>
  )
}

function EverywhereDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { api } = useWallet()
  const action = useAction()
  return (
    <ConfirmDialog
      title={t('everywhere.question')}
      confirm={t('everywhere.confirm')}
      action={action}
      onConfirm={() => void action.run(() => api.signOutEverywhere())}
      onClose={onClose}
    >
      <p>{t('everywhere.text')}</p>
    </ConfirmDialog>
  )
}
