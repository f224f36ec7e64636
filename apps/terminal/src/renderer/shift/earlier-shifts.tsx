import { useTranslation } from 'react-i18next'
import { useConfig } from '../app/log-context.ts'
import { Icon } from '../components/icon.tsx'
import { Money } from '../components/money.tsx'
import { useTimeOfDay } from '../components/relative-time.ts'
import { type Shift, stateOf, zNumberOf } from './read-shifts.ts'
import { useShifts } from './shift-store.ts'

const SHOWN = 20

/** The shifts that are over, the newest first. */
export function EarlierShifts({ onOpen }: { onOpen: (shiftId: string) => void }) {
  const { t } = useTranslation()
  const shifts = useShifts((state) => state.shifts)?.filter((shift) => stateOf(shift) === 'closed') ?? []
  if (shifts.length === 0) return null
  return (
    <section className="panel shift-earlier" aria-label={t('shift.earlier')}>
      <h2>{t('shift.earlier')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('shift.z')}</th>
            <th scope="col">{t('shift.opened')}</th>
            <th scope="col">{t('shift.closed')}</th>
            <th scope="col" className="right">
              {t('shift.figures.settled')}
            </th>
            <th scope="col" className="right">
              {t('shift.variance')}
            </th>
            <th scope="col">
              <span className="visually-hidden">{t('log.open')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shifts.slice(0, SHOWN).map((shift) => (
            <ShiftRow key={shift.shiftId} shift={shift} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function ShiftRow({ shift, onOpen }: { shift: Shift; onOpen: (shiftId: string) => void }) {
  const { t } = useTranslation()
  const timeOfDay = useTimeOfDay(useConfig().merchant.timeZone)
  const { open, close } = shift
  const figures = close?.body.figures
  const number = zNumberOf(shift) ?? t('shift.unclosed')
  return (
    <tr>
      <th scope="row" className="money">
        {number}
      </th>
      <td className="money">{timeOfDay(open.body.recordedAt)}</td>
      <td className="money">{close && timeOfDay(close.body.recordedAt)}</td>
      <td className="right">{figures && <Money minor={figures.settled.net} />}</td>
      <td className="right">{close && figures && <Money minor={close.body.counted - figures.cash.expected} />}</td>
      <td className="right">
        <button type="button" className="button" aria-label={t('shift.show', { number })} onClick={() => onOpen(shift.shiftId)}>
          <Icon name="open" />
        </button>
      </td>
    </tr>
  )
}
