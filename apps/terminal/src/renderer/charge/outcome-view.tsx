import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { LogEntry } from '../log/index.ts'
import { OutcomeActions } from './outcome-actions.tsx'
import { OutcomeFrame } from './outcome-frame.tsx'
import { OUTCOME_LOOKS } from './outcome-looks.ts'
import { playOutcome } from './outcome-sound.ts'
import { OutcomeWords } from './outcome-words.tsx'
import type { Till } from './record-charge.ts'
import { useEntry } from './use-entry.ts'
import { WorkingView } from './working-view.tsx'

/** An outcome that stood on the screen for this long has been seen. */
const SEEN_AFTER_MS = 1500

type OutcomeViewProps = {
  entryId: string
  till: Till
  /** A sale from before a crash: the cashier has to say what became of it. */
  isRecovered?: boolean
  onNext: (padText?: string) => void
}

/** How the sale stands, following its entry until it is answered. It offers no second charge of a sale whose outcome is open. */
export function OutcomeView({ entryId, till, isRecovered = false, onNext }: OutcomeViewProps) {
  const { t } = useTranslation()
  const entry = useEntry(entryId)
  useSeen(isRecovered ? null : entry, till)
  useSound(isRecovered ? null : entry)
  if (!entry || entry.body.kind !== 'charge') return <WorkingView />
  return (
    <OutcomeFrame
      {...OUTCOME_LOOKS[entry.display]}
      title={t(`display.${entry.display}`)}
      isBusy={entry.display === 'asking'}
      actions={<OutcomeActions key={entry.display} entry={entry} till={till} isRecovered={isRecovered} onNext={onNext} />}
    >
      <OutcomeWords entry={entry} charge={entry.body} config={till.config} isRecovered={isRecovered} />
    </OutcomeFrame>
  )
}

/** Lets hear how the sale stands, once for each state. */
function useSound(entry: LogEntry | null): void {
  const display = entry?.display
  useEffect(() => {
    if (display) playOutcome(display)
  }, [display])
}

/** Marks the entry once a cashier has had time to see how it stands; until then a crash makes the next start ask about it. */
function useSeen(entry: LogEntry | null, { log }: Till): void {
  const isOpen = !entry || entry.confirmed || entry.display === 'asking' || entry.display === 'waiting'
  const id = isOpen ? null : entry.id
  useEffect(() => {
    if (!id) return undefined
    const timer = window.setTimeout(() => {
      if (document.visibilityState === 'visible') void log.markConfirmed(id)
    }, SEEN_AFTER_MS)
    return () => window.clearTimeout(timer)
  }, [log, id])
}
