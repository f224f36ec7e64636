import type { CardMember } from '@mps/shared/card'
import { useCallback, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { CardProps } from '../cards/card-screen.tsx'
import { BackLink } from '../components/back-link.tsx'
import { FaultNote } from '../components/fault-note.tsx'
import { ScreenTitle } from '../components/screen-title.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { useWallet } from '../shell/wallet-context.ts'
import { BindingPasswordPanel } from './binding-password-panel.tsx'
import { PersonDialog } from './person-dialog.tsx'
import { PersonRow } from './person-row.tsx'

/** Who may use a card, for its owners and admins: roles, limits, and the password by which others join. */
export function PeopleScreen({ card, currency }: CardProps) {
  const { t } = useTranslation()
  const { api, session } = useWallet()
  const { value, fault, reload } = useLoaded(useCallback(() => api.cardMembers(card.id), [api, card.id]))
  const [open, setOpen] = useState<CardMember | null>(null)
  const myId = useSyncExternalStore(session.subscribe, session.snapshot).session?.member.id
  const close = () => setOpen(null)
  const changed = () => {
    close()
    reload()
  }
  return (
    <div className="narrow stack">
      <BackLink to={{ screen: 'manage', cardId: card.id }}>{t('manage.title')}</BackLink>
      <ScreenTitle>{t('people.title')}</ScreenTitle>
      {fault && <FaultNote fault={fault} onRetry={reload} />}
      {!value && !fault && <output className="loading">{t('transactions.loading')}</output>}
      {value && (
        <ul className="panel rows">
          {value.map((person) => (
            <PersonRow
              key={person.memberId}
              person={person}
              isMe={person.memberId === myId}
              currency={currency}
              onOpen={mayChange(card.role, person) && person.memberId !== myId ? () => setOpen(person) : null}
            />
          ))}
        </ul>
      )}
      <BindingPasswordPanel card={card} />
      {open && <PersonDialog card={card} person={open} currency={currency} onClose={close} onChanged={changed} />}
    </div>
  )
}

/** Owners change anybody, a card's admins its members and viewers. */
function mayChange(role: CardProps['card']['role'], person: CardMember): boolean {
  return role === 'owner' || (role === 'admin' && (person.role === 'member' || person.role === 'viewer'))
}
