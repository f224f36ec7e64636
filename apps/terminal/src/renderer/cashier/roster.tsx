import type { RosterEntry } from '@mps/shared'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'

/** The people of the shop, to choose one by a tap. */
export function Roster({ roster, onChoose }: { roster: RosterEntry[]; onChoose: (person: RosterEntry) => void }) {
  const { t } = useTranslation()
  if (roster.length === 0) return <p>{t('signIn.empty')}</p>
  return (
    <ul className="roster">
      {roster.map((person) => (
        <li key={person.userId}>
          <button type="button" className="button roster-person" onClick={() => onChoose(person)}>
            <Icon name={person.role === 'manager' ? 'manager' : 'person'} />
            <span>{person.name}</span>
            <small className="soft">{t(`role.${person.role}`)}</small>
          </button>
        </li>
      ))}
    </ul>
  )
}
