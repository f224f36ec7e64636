import type { RosterEntry } from '@mps/shared'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useIsOffline } from '../app/log-context.ts'
import { ChoosePin } from './choose-pin.tsx'
import { PinForm } from './pin-form.tsx'

type EnterPinProps = { person: RosterEntry; onSignedIn: () => void; onBack: () => void }

/** Signs one person in by their PIN, and has them choose another where somebody else may know it and the server is there to take it. */
export function EnterPin({ person, onSignedIn, onBack }: EnterPinProps) {
  const { t } = useTranslation()
  const isOffline = useIsOffline()
  const [pinToChange, setPinToChange] = useState<string | null>(null)
  if (pinToChange !== null) return <ChoosePin person={person} pin={pinToChange} onDone={onSignedIn} />
  return (
    <PinForm
      person={person}
      submitLabel={t('signIn.submit')}
      backLabel={t('signIn.other')}
      onRight={(pin) => (person.mustChoosePin === true && !isOffline ? setPinToChange(pin) : onSignedIn())}
      onBack={onBack}
    />
  )
}
