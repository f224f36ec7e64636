import type { TerminalShift } from '@mps/shared'
import { shiftApi } from '@mps/shared/api/shifts'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useIsOffline, useLog } from '../app/log-context.ts'
import { Icon } from '../components/icon.tsx'
import { Money } from '../components/money.tsx'
import type { Shift } from './read-shifts.ts'
import { type EntryDifference, type FigureRow, reconcile } from './reconcile.ts'
import type { ShiftContent } from './use-shift.ts'

/** The shift here and at the server, side by side; asked again whenever the log has changed. */
export function ReconcilePanel({ shift, content }: { shift: Shift; content: ShiftContent }) {
  const { t } = useTranslation()
  const compared = useServerShift(shift.shiftId, content)
  const result = compared && reconcile(compared.content, compared.server)
  return (
    <section className="shift-part" aria-label={t('shift.reconcile')}>
      <h3>{t('shift.reconcile')}</h3>
      {!result && <p className="soft">{t('totals.noServer')}</p>}
      {result && (
        <>
          <output className={result.agrees ? 'state tone-good' : 'state tone-bad'}>
            <Icon name={result.agrees ? 'check' : 'warning'} />
            {result.agrees ? t('totals.agrees') : t('totals.differs')}
          </output>
          <FigureTable rows={result.rows} />
          <Differences entries={result.entries} />
        </>
      )}
    </section>
  )
}

/** What the server holds, and the local content that it was asked for: the two are compared with one another. */
type Compared = { server: TerminalShift; content: ShiftContent }

function useServerShift(shiftId: string, content: ShiftContent): Compared | null {
  const log = useLog()
  const isOffline = useIsOffline()
  const [compared, setCompared] = useState<Compared | null>(null)
  useEffect(() => {
    if (isOffline) return undefined
    let isOver = false
    const ask = async () => {
      const answer = await log.askServer(shiftApi.readTerminalShift, { params: { shiftId } })
      if (!isOver) setCompared(answer.ok ? { server: answer.value, content } : null)
    }
    void ask()
    return () => {
      isOver = true
    }
  }, [log, shiftId, content, isOffline])
  return isOffline ? null : compared
}

function FigureTable({ rows }: { rows: FigureRow[] }) {
  const { t } = useTranslation()
  const shown = rows.filter((row) => row.here !== 0 || row.there !== 0 || row.part === 'settled')
  return (
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
        {shown.map((row) => (
          <tr key={row.part} className={row.here === row.there && row.hereCount === row.thereCount ? undefined : 'differs'}>
            <th scope="row">{row.part === 'expected' ? t('shift.expected') : t(`shift.figures.${row.part}`)}</th>
            <FigureCell minor={row.here} count={row.hereCount} />
            <FigureCell minor={row.there} count={row.thereCount} />
            <FigureCell minor={row.here - row.there} count={row.hereCount - row.thereCount} />
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function FigureCell({ minor, count }: { minor: number; count: number }) {
  return (
    <td className="right">
      <Money minor={minor} />
      {count !== 0 && <span className="soft money"> ({count})</span>}
    </td>
  )
}

function Differences({ entries }: { entries: EntryDifference[] }) {
  const { t } = useTranslation()
  if (entries.length === 0) return null
  return (
    <ul className="differences">
      {entries.map(({ number, kind, fault, here, there }) => (
        <li key={number}>
          <strong className="money">{number}</strong> {t(`kind.${kind}`)}: {t(`shift.faults.${fault}`)}{' '}
          {here !== null && <Money minor={here} />}
          {there !== null && there !== here && (
            <>
              {' '}
              ≠ <Money minor={there} />
            </>
          )}
        </li>
      ))}
    </ul>
  )
}
