import type { SessionSummary } from '@mps/shared/session'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BackLink } from '../components/back-link.tsx'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { FaultNote } from '../components/fault-note.tsx'
import { Icon } from '../components/icon.tsx'
import { ScreenTitle } from '../components/screen-title.tsx'
import { dateTimeText } from '../components/time-text.ts'
import { useAction } from '../components/use-action.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { useWallet } from '../shell/wallet-context.ts'

/** Where the member is signed in: each device by its times, and the way to sign one of the others out. */
export function SessionsScreen() {
  const { t } = useTranslation()
  const { api } = useWallet()
  const { value, fault, reload } = useLoaded(useCallback(() => api.sessions(), [api]))
  const [ending, setEnding] = useState<SessionSummary | null>(null)
  const ended = () => {
    setEnding(null)
    reload()
  }
  return (
    <div className="narrow stack">
      <BackLink to={{ screen: 'settings' }}>{t('settings.title')}</BackLink>
      <ScreenTitle>{t('sessions.title')}</ScreenTitle>
      {fault && <FaultNote fault={fault} onRetry={reload} />}
      {!value && !fault && <output className="loading">{t('transactions.loading')}</output>}
      {value && (
        <ul className="panel rows">
          {value.map((session) => (
            <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />
          ))}
        </ul>
      )}
      <p className="muted">{t('sessions.strange')}</p>
      {ending && <EndDialog session={ending} onEnded={ended} onClose={() => setEnding(null)} />}
    </div>
  )
}

/** This device signs out under Settings, where what it keeps is wiped as well. */
function SessionRow({ session, onEnd }: { session: SessionSummary; onEnd: () => void }) {
  const { t } = useTranslation()
  if (session.isCurrent) {
    return (
      <li>
        <div className="row-button is-still">
          <Icon name="device" />
          <SessionText session={session} />
        </div>
      </li>
    )
  }
  return (
    <li>
      <button type="button" className="row-button" onClick={onEnd}>
        <Icon name="device" />
        <SessionText session={session} />
        <span className="row-act" aria-hidden="true">
          {t('session.sign_out')}
        </span>
      </button>
    </li>
  )
}

function SessionText({ session: { isCurrent, startedAt, usedAt } }: { session: SessionSummary }) {
  const { t, i18n } = useTranslation()
  return (
    <span>
      <strong>{t(isCurrent ? 'sessions.this' : 'sessions.other')}</strong>
      <small>{t('sessions.used', { at: dateTimeText(usedAt, i18n.language) })}</small>
      <small>{t('sessions.since', { at: dateTimeText(startedAt, i18n.language) })}</small>
    </span>
  )
}

type EndDialogProps = { session: SessionSummary; onEnded: () => void; onClose: () => void }

function EndDialog({ session, onEnded, onClose }: EndDialogProps) {
  const { t, i18n } = useTranslation()
  const { api } = useWallet()
  const action = useAction()
  const end = async () => {
    if (await action.run(() => api.endSession(session.id))) onEnded()
  }
  return (
    <ConfirmDialog
      title={t('sessions.question')}
      confirm={t('session.sign_out')}
      action={action}
      onConfirm={() => void end()}
      onClose={onClose}
    >
      <p>{t('sessions.text', { at: dateTimeText(session.usedAt, i18n.language) })}</p>
    </ConfirmDialog>
  )
}
