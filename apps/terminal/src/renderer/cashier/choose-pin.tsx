import type { RosterEntry } from '@mps/shared'
import { isSimplePin } from '@mps/shared/approval'
import { rosterApi } from '@mps/shared/api/merchants'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDeviceLog } from '../app/log-context.ts'
import { PinEntry } from './pin-entry.tsx'

type Fault = 'same' | 'simple' | 'differs' | 'locked_out' | 'no_answer'
type ChoosePinProps = { person: RosterEntry; pin: string; onDone: () => void }

/**
 * A new PIN for one that somebody else may know, typed twice. It can wait: the person is who they say and may sell, and their PIN approves
 * nothing until then.
 */
export function ChoosePin({ person, pin, onDone }: ChoosePinProps) {
  const { t } = useTranslation()
  const [first, setFirst] = useState<string | null>(null)
  const { choose, isAsking, fault, setFault } = useChoice(person.userId, pin, onDone)

  function take(typed: string): void {
    setFault(null)
    if (typed === pin) setFault('same')
    else if (isSimplePin(typed)) setFault('simple')
    else if (first === null) setFirst(typed)
    else if (first === typed) void choose(typed)
    else setFault('differs')
    if (first !== null) setFirst(null)
  }

  return (
    <>
      <p>{t('pin.choose.why', { name: person.name })}</p>
      <PinEntry
        key={first === null ? 'first' : 'again'}
        label={t(first === null ? 'pin.choose.new' : 'pin.choose.again')}
        fault={fault ? t(`pin.choose.fault.${fault}`) : ''}
        submitLabel={t(first === null ? 'pin.choose.next' : 'pin.choose.save')}
        backLabel={t('pin.choose.later')}
        isBusy={isAsking}
        onPin={take}
        onBack={onDone}
      />
    </>
  )
}

function useChoice(userId: string, pin: string, onDone: () => void) {
  const log = useDeviceLog()
  const [isAsking, setAsking] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  async function choose(newPin: string): Promise<void> {
    setAsking(true)
    const answer = await log.askServer(rosterApi.choosePin, { params: { userId }, body: { pin, newPin } })
    // The roster with the new verifier: without it the till would still ask for the old one.
    if (answer.ok) await log.refreshConfig().catch(() => undefined)
    setAsking(false)
    if (answer.ok) onDone()
    else setFault(answer.problem === 'locked_out' ? 'locked_out' : 'no_answer')
  }
  return { choose, isAsking, fault, setFault }
}
