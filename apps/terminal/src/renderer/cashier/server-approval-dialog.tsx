import type { ApprovalAction, EntryApproval, RosterEntry } from '@mps/shared'
import { approvalApi } from '@mps/shared/api/money'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig, useIsOffline, useLog } from '../app/log-context.ts'
import { Dialog } from '../components/dialog.tsx'
import { Icon } from '../components/icon.tsx'
import { PinEntry } from './pin-entry.tsx'

const REFUSALS = ['pin_wrong', 'pin_must_change', 'locked_out'] as const
type Fault = (typeof REFUSALS)[number] | 'no_answer'
/** What is approved, as the server knows it; `amount` where money moves. */
export type ApprovalSubject = { action: ApprovalAction; subject: string; amount?: number }
type ServerApprovalDialogProps = {
  approves: ApprovalSubject
  children: ReactNode
  onApproved: (approval: EntryApproval) => void
  onCancel: () => void
}

/** A manager's PIN that the server checks: what it approves is good once and for five minutes. It needs the network, and says so. */
export function ServerApprovalDialog({ approves, children, onApproved, onCancel }: ServerApprovalDialogProps) {
  const { t } = useTranslation()
  const managers = useConfig().roster.filter((person) => person.role === 'manager')
  const [manager, setManager] = useState<RosterEntry | null>(managers.length === 1 ? managers[0]! : null)
  return (
    <Dialog title={t('approval.title')} onClose={onCancel}>
      <div>{children}</div>
      {manager ? (
        <ServerPinForm manager={manager} approves={approves} onApproved={onApproved} onCancel={onCancel} />
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

type ServerPinFormProps = Omit<ServerApprovalDialogProps, 'children'> & { manager: RosterEntry }

function ServerPinForm({ manager, approves, onApproved, onCancel }: ServerPinFormProps) {
  const { t } = useTranslation()
  const isOffline = useIsOffline()
  const { ask, isAsking, fault } = useApproval(manager.userId, approves, onApproved)
  return (
    <PinEntry
      label={t('pin.label', { name: manager.name })}
      fault={isOffline ? t('approval.needsServer') : fault ? t(`approval.fault.${fault}`) : ''}
      submitLabel={t('approval.approve')}
      backLabel={t('common.cancel')}
      isBusy={isAsking}
      isBlocked={isOffline}
      onPin={(pin) => void ask(pin)}
      onBack={onCancel}
    />
  )
}

function useApproval(managerId: string, { action, subject, amount }: ApprovalSubject, onApproved: (approval: EntryApproval) => void) {
  const log = useLog()
  const [isAsking, setAsking] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)

  async function ask(pin: string): Promise<void> {
    setAsking(true)
    setFault(null)
    const body = { managerId, pin, action, subject, ...(amount === undefined ? {} : { amount }) }
    const answer = await log.askServer(approvalApi.approveAtTerminal, { body })
    setAsking(false)
    if (answer.ok) onApproved({ how: 'server', managerId, approvalId: answer.value.approvalId })
    else setFault(REFUSALS.find((refusal) => refusal === answer.problem) ?? 'no_answer')
  }
  return { ask, isAsking, fault }
}
