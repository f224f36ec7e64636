import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Action } from './use-action.ts'
import { Dialog } from './dialog.tsx'
import { FaultNote } from './fault-note.tsx'

type Props = {
  title: string
  children: ReactNode
  /** What the button that does it says. */
  confirm: string
  isGrave?: boolean
  action: Action
  onConfirm: () => void
  onClose: () => void
}

/** Asks once more before something that other people notice, and stays open with the reason where it did not work. */
export function ConfirmDialog({ title, children, confirm, isGrave = false, action, onConfirm, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {action.fault && <FaultNote fault={action.fault} />}
      <div className="dialog-actions">
        <button type="button" className="plain-button" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="button" className={isGrave ? 'main-button grave-button' : 'main-button'} disabled={action.isBusy} onClick={onConfirm}>
          {action.isBusy ? t('common.working') : confirm}
        </button>
      </div>
    </Dialog>
  )
}
