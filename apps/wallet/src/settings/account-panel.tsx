import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { Icon } from '../components/icon.tsx'
import { useAction } from '../components/use-action.ts'
import { hrefOf } from '../shell/route.ts'
import { useWallet } from '../shell/wallet-context.ts'

/** The password, and the ways out: of this phone, whose cards, codes and session are wiped, and of every device at once. */
export function AccountPanel() {
  const { t } = useTranslation()
  const { api } = useWallet()
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <ul className="panel rows">
        <li>
          <a className="row-button" href={hrefOf({ screen: 'password' })}>
            <Icon name="lock" />
            <span>
              <strong>{t('password.title')}</strong>
            </span>
            <Icon name="forward" />
          </a>
        </li>
        <li>
          <button type="button" className="row-button" onClick={() => setAsking(true)}>
            <Icon name="globe" />
            <span>
              <strong>{t('everywhere.title')}</strong>
              <small>{t('everywhere.hint')}</small>
            </span>
            <Icon name="forward" />
          </button>
        </li>
        <li>
          <button type="button" className="row-button" onClick={() => void api.signOut()}>
            <Icon name="leave" />
            <span>
              <strong>{t('session.sign_out')}</strong>
              <small>{t('settings.sign_out_text')}</small>
            </span>
            <Icon name="forward" />
          </button>
        </li>
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
