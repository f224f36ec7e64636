import type { TerminalTotals } from '@mps/shared'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig, useLog } from '../app/log-context.ts'
import { Icon, type IconName } from '../components/icon.tsx'
import { Money } from '../components/money.tsx'
import { Segments } from '../components/segments.tsx'
import type { Tone } from '../charge/outcome-frame.tsx'
import { BreakdownPanel } from './breakdown-panel.tsx'
import { type Difference, differences } from './compare-totals.ts'
import { DayActions } from './day-actions.tsx'
import type { LocalTotals, TotalsPart } from './local-totals.ts'
import { DAYS, type Day, useTotals } from './use-totals.ts'

/** Today in three parts that are never added together: settled, recorded and declined. Beside them what the server holds. */
export function TotalsScreen() {
  const { t } = useTranslation()
  const log = useLog()
  const [which, setWhich] = useState<Day>('today')
  const { day, local, breakdown, server, isReading, read } = useTotals(which)
  return (
    <main className="list-screen" aria-labelledby="totals-title" aria-busy={isReading}>
      <div className="list-head">
        <h1 id="totals-title">{t('totals.title')}</h1>
        <Segments
          label={t('day.choose')}
          options={DAYS.map((value) => ({ value, label: t(`day.${value}`) }))}
          value={which}
          onChange={setWhich}
        />
        <p className="soft money">{day}</p>
        <div className="actions">
          {local && breakdown && <DayActions report={{ day, at: log.now(), totals: local, breakdown }} />}
          <button type="button" className="button" disabled={isReading} onClick={read}>
            {t('totals.again')}
          </button>
        </div>
      </div>
      {local && <Parts local={local} />}
      {breakdown && <BreakdownPanel breakdown={breakdown} />}
      {local && <ServerSide local={local} server={server} />}
    </main>
  )
}

const PARTS: readonly { part: 'settled' | 'recorded' | 'declined'; tone: Tone; icon: IconName }[] = [
  { part: 'settled', tone: 'good', icon: 'check' },
  { part: 'recorded', tone: 'warn', icon: 'clock' },
  { part: 'declined', tone: 'bad', icon: 'cross' },
]

function Parts({ local }: { local: LocalTotals }) {
  const { t } = useTranslation()
  return (
    <div className="totals-parts">
      {PARTS.map(({ part, tone, icon }) => (
        <section key={part} className={`panel totals-part tone-${tone}`} aria-labelledby={`totals-${part}`}>
          <h2 id={`totals-${part}`}>
            <Icon name={icon} /> {t(`totals.${part}`)}
          </h2>
          <PartFigures totals={local[part]} />
        </section>
      ))}
    </div>
  )
}

function PartFigures({ totals }: { totals: TotalsPart }) {
  const { t } = useTranslation()
  const { currency } = useConfig()
  return (
    <>
      <p className="totals-net">
        <Money minor={totals.net} currency={currency} />
      </p>
      <dl className="facts">
        <div>
          <dt>{t('totals.count')}</dt>
          <dd className="money">{totals.count}</dd>
        </div>
        <div>
          <dt>{t('totals.gross')}</dt>
          <dd>
            <Money minor={totals.gross} />
          </dd>
        </div>
        <div>
          <dt>{t('totals.discount')}</dt>
          <dd>
            <Money minor={-totals.discount} />
          </dd>
        </div>
      </dl>
    </>
  )
}

function ServerSide({ local, server }: { local: LocalTotals; server: TerminalTotals | null }) {
  const { t } = useTranslation()
  const others = local.voided.count + local.rejected.count
  return (
    <section className="panel totals-server" aria-labelledby="totals-server">
      <h2 id="totals-server">{t('totals.server')}</h2>
      {server ? <Comparison local={local} server={server} /> : <p className="soft">{t('totals.noServer')}</p>}
      {others > 0 && <p className="soft">{t('totals.others', { voided: local.voided.count, rejected: local.rejected.count })}</p>}
    </section>
  )
}

function Comparison({ local, server }: { local: LocalTotals; server: TerminalTotals }) {
  const { t } = useTranslation()
  const rows = differences(local, server)
  const agrees = rows.every((row) => row.difference === 0)
  return (
    <>
      <output className={agrees ? 'state tone-good' : 'state tone-bad'}>
        <Icon name={agrees ? 'check' : 'warning'} />
        {agrees ? t('totals.agrees') : t('totals.differs')}
      </output>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('totals.figure')}</th>
            <th scope="col" className="right">
              {t('totals.here')}
            </th>
            <th scope="col" className="right">
              {t('totals.there')}
            </th>
            <th scope="col" className="right">
              {t('totals.difference')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.figure} className={row.difference === 0 ? undefined : 'differs'}>
              <th scope="row">{t(`totals.figures.${row.figure}`)}</th>
              <Figure row={row} value={row.here} />
              <Figure row={row} value={row.there} />
              <Figure row={row} value={row.difference} />
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Figure({ row, value }: { row: Difference; value: number }) {
  return <td className="right money">{row.isMoney ? <Money minor={value} /> : value}</td>
}
