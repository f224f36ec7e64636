import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLog } from '../app/log-context.ts'
import { OutcomeView } from './outcome-view.tsx'
import { useTill } from './use-till.ts'

/** The sales that were saved before a crash and never shown to a cashier; null until the log has told. */
export function useUnconfirmed(): { ids: string[] | null; drop: (id: string) => void } {
  const log = useLog()
  const [ids, setIds] = useState<string[] | null>(null)
  useEffect(() => {
    // Asked once: what is confirmed from now on belongs to the sale on the screen.
    log.unconfirmedCharges().then(
      (entries) => setIds(entries.map((entry) => entry.id)),
      () => setIds([]),
    )
  }, [log])
  return { ids, drop: (id) => setIds((now) => now?.filter((other) => other !== id) ?? null) }
}

/** Asks about one such sale, so that a member who was charged is not charged again. */
export function RecoveryScreen({ entryId, left, onDone }: { entryId: string; left: number; onDone: () => void }) {
  const { t } = useTranslation()
  const till = useTill()
  return (
    <main className="recovery">
      <h1>{t('recovery.title', { count: left })}</h1>
      <OutcomeView key={entryId} entryId={entryId} till={till} isRecovered onNext={onDone} />
    </main>
  )
}
