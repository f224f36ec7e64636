import { maskCardNo } from '@mps/shared'
import { useTranslation } from 'react-i18next'
import { useConfig } from '../app/log-context.ts'
import { Dialog } from '../components/dialog.tsx'
import { Money } from '../components/money.tsx'
import { useTimeOfDay } from '../components/relative-time.ts'
import { useEntry } from '../charge/use-entry.ts'
import type { LogEntry } from '../log/index.ts'
import { EntryActions } from './entry-actions.tsx'
import { StateNote } from './entry-table.tsx'

/** One entry with everything that a manager needs to explain it. */
export function EntryDialog({ entryId, onClose }: { entryId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const entry = useEntry(entryId)
  if (!entry) return null
  return (
    <Dialog title={t('entry.title', { number: `${entry.epoch}-${entry.seq}` })} onClose={onClose} wide>
      <EntryFacts entry={entry} />
      <EntryActions entry={entry} onClose={onClose} />
    </Dialog>
  )
}

function EntryFacts({ entry }: { entry: LogEntry }) {
  const { t } = useTranslation()
  const { currency, merchant, roster } = useConfig()
  const timeOfDay = useTimeOfDay(merchant.timeZone)
  const { body, outcome } = entry
  const cashier = roster.find((person) => person.userId === body.cashierId)?.name ?? body.cashierId
  const facts: [string, React.ReactNode][] = [
    [t('log.state'), <StateNote key="state" display={entry.display} />],
    [t('log.kind'), t(`kind.${entry.kind}`)],
    [t('log.time'), timeOfDay(body.recordedAt)],
    [t('entry.cashier'), cashier],
  ]
  if (body.kind === 'charge') {
    facts.push([t('entry.amount'), <Money key="amount" minor={body.amount} currency={currency} />])
    facts.push([t('price.final'), <Money key="final" minor={body.quoted.final} currency={currency} />])
  }
  if ('typed' in body && body.typed) facts.push([t('entry.typed'), maskCardNo(body.typed.cardEnding)])
  if ('reason' in body) facts.push([t('entry.reason'), reasonWords(t, body)])
  if (outcome?.state === 'settled') facts.push([t('outcome.txNo'), outcome.txNo], [t('outcome.points'), `+${outcome.points}`])
  if (outcome?.state === 'declined') facts.push([t('entry.next'), t(`nextStep.${outcome.next}`)], [t('entry.code'), outcome.code])
  if (outcome?.state === 'rejected') facts.push([t('entry.reason'), t(`rejection.${outcome.code}`)], [t('entry.code'), outcome.code])
  if (entry.attempts > 0) facts.push([t('log.attempts'), attemptWords(t, entry)])
  if (entry.divergence) facts.push([t('entry.divergence'), entry.divergence.state])
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

type Translate = ReturnType<typeof useTranslation>['t']

function reasonWords(t: Translate, body: Extract<LogEntry['body'], { reason: string }>): string {
  // A refused scan's reason is one of our codes; every other was typed by a person.
  return body.kind === 'scan_refused' ? t(`fault.${body.reason as 'code_expired'}.title`, { defaultValue: body.reason }) : body.reason
}

function attemptWords(t: Translate, entry: LogEntry): string {
  return entry.lastError ? `${entry.attempts} – ${t(`failure.${entry.lastError}`)}` : String(entry.attempts)
}
