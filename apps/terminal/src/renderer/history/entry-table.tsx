import type { EntryBody } from '@mps/shared'
import { useTranslation } from 'react-i18next'
import { useConfig } from '../app/log-context.ts'
import { useNowMs } from '../app/use-live.ts'
import { Icon } from '../components/icon.tsx'
import { Money } from '../components/money.tsx'
import { useDuration, useTimeOfDay } from '../components/relative-time.ts'
import { OUTCOME_LOOKS } from '../charge/outcome-looks.ts'
import type { DisplayState, LogEntry } from '../log/index.ts'

/** What of an entry is money on the screen; null for those that move none. */
export function amountOfEntry(body: EntryBody): number | null {
  if (body.kind === 'charge') return body.quoted.final
  return body.kind === 'cash_in' || body.kind === 'cash_out' ? body.amount : null
}

export function EntryTable({ entries, onOpen }: { entries: LogEntry[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const nowMs = useNowMs(5000)
  return (
    // The body scrolls, so it must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region without focus cannot be scrolled by keyboard
    <section className="table-scroll" tabIndex={0} aria-labelledby="log-title">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('log.number')}</th>
            <th scope="col">{t('log.time')}</th>
            <th scope="col">{t('log.kind')}</th>
            <th scope="col" className="right">
              {t('log.amount')}
            </th>
            <th scope="col">{t('log.state')}</th>
            <th scope="col">{t('log.age')}</th>
            <th scope="col" className="right">
              {t('log.attempts')}
            </th>
            <th scope="col">
              <span className="visually-hidden">{t('log.open')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} nowMs={nowMs} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function EntryRow({ entry, nowMs, onOpen }: { entry: LogEntry; nowMs: number; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const { merchant } = useConfig()
  const timeOfDay = useTimeOfDay(merchant.timeZone)
  const duration = useDuration()
  const amount = amountOfEntry(entry.body)
  return (
    <tr>
      <th scope="row" className="money">
        {entry.epoch}-{entry.seq}
      </th>
      <td className="money">{timeOfDay(entry.body.recordedAt)}</td>
      <td>{t(`kind.${entry.kind}`)}</td>
      <td className="right">{amount === null ? '' : <Money minor={amount} />}</td>
      <td>
        <StateNote display={entry.display} />
      </td>
      <td>{duration((nowMs - Date.parse(entry.body.clock.device)) / 1000)}</td>
      <td className="right">{entry.attempts}</td>
      <td className="right">
        <button
          type="button"
          className="button"
          aria-label={t('log.openNumber', { number: `${entry.epoch}-${entry.seq}` })}
          onClick={() => onOpen(entry.id)}
        >
          <Icon name="open" />
        </button>
      </td>
    </tr>
  )
}

/** A state by colour, picture and word. */
export function StateNote({ display }: { display: DisplayState }) {
  const { t } = useTranslation()
  const { tone, icon } = OUTCOME_LOOKS[display]
  return (
    <span className={`state tone-${tone}`}>
      <Icon name={icon} />
      {t(`display.${display}`)}
    </span>
  )
}
