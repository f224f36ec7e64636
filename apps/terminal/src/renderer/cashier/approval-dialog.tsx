import type { RosterEntry } from '@mps/shared'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig } from '../app/log-context.ts'
import { Dialog } from '../components/dialog.tsx'
import { Icon } from '../components/icon.tsx'
import { PinForm } from './pin-form.tsx'

type ApprovalDialogProps = { children: ReactNode; onApproved: (managerId: string) => void; onCancel: () => void }

/** A manager of this shop takes responsibility with their PIN. */
export function ApprovalDialog({ children, onApproved, onCancel }: ApprovalDialogProps) {
  const { t } = useTranslation()
  const managers = useConfig().roster.filter(
    (person) => person.role === 'manager' && person.pinHash !== null && person.mustChoosePin !== true,
  )
  const [manager, setManager] = useState<RosterEntry | null>(managers.length === 1 ? managers[0]! : null)

  return (
    <Dialog title={t('approval.title')} onClose={onCancel}>
      <div>{children}</div>
      {manager ? (
        <PinForm
          key={manager.userId}
          person={manager}
          submitLabel={t('approval.approve')}
          backLabel={t('common.cancel')}
          onRight={() => onApproved(manager.userId)}
          onBack={onCancel}
        />
      ) : (
        <>
          {managers.length === 0 && <p className="error">{t('approval.nobody')}</p>}
          <ul className="roster">
            {managers.map((person) => (
              <li key={person.userId}>
                <button type="button" className="button roster-person" onClick={() => setManager(person)}>
                  <Icon name="manager" />
                  <span>{person.name}</span>
                </button>
              </li>
            ))}
          </ul>
          <div className="actions">
            <button type="button" className="button" onClick={onCancel}>
              {t('common.cancel')}
            </button>
          </div>
        </>
      )}
    </Dialog>
  )
}
