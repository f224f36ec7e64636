import type { RosterEntry } from '@mps/shared'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig } from '../app/log-context.ts'
import { useCashier } from './cashier-store.ts'
import { EnterPin } from './enter-pin.tsx'
import { Roster } from './roster.tsx'

/** Who works at this terminal now. Works without a network, from the roster of the last configuration. */
export function SignInScreen() {
  const { t } = useTranslation()
  const { roster, merchant } = useConfig()
  const signIn = useCashier((state) => state.signIn)
  const [person, setPerson] = useState<RosterEntry | null>(null)

  return (
    <main className="entrance">
      <section className="panel entrance-panel" aria-labelledby="sign-in-title">
        <p className="soft">{merchant.name}</p>
        <h1 id="sign-in-title">{t('signIn.title')}</h1>
        {person ? (
          <EnterPin key={person.userId} person={person} onSignedIn={() => signIn(person)} onBack={() => setPerson(null)} />
        ) : (
          <Roster roster={roster} onChoose={setPerson} />
        )}
      </section>
    </main>
  )
}
