import type { RosterEntry } from '@mps/shared'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig } from '../app/log-context.ts'
import { Dialog } from '../components/dialog.tsx'
import { useCashier } from './cashier-store.ts'
import { EnterPin } from './enter-pin.tsx'
import { Roster } from './roster.tsx'

/** Hands the till to another person in the middle of the day: what is on the screen stays, and is theirs from then on. */
export function SwitchCashierDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { roster } = useConfig()
  const { cashier, signIn } = useCashier()
  const [person, setPerson] = useState<RosterEntry | null>(null)
  return (
    <Dialog title={t('signIn.switch')} onClose={onClose}>
      {person ? (
        <EnterPin
          key={person.userId}
          person={person}
          onSignedIn={() => {
            signIn(person)
            onClose()
          }}
          onBack={() => setPerson(null)}
        />
      ) : (
        <>
          <Roster roster={roster.filter(({ userId }) => userId !== cashier?.userId)} onChoose={setPerson} />
          <div className="actions">
            <button type="button" className="button" onClick={onClose}>
              {t('common.cancel')}
            </button>
          </div>
        </>
      )}
    </Dialog>
  )
}
