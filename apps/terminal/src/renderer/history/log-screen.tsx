import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig, useIsOffline, useLog } from '../app/log-context.ts'
import { useLive } from '../app/use-live.ts'
import { Money } from '../components/money.tsx'
import { Segments } from '../components/segments.tsx'
import { useDuration } from '../components/relative-time.ts'
import { LateDeclinesPanel } from '../exceptions/late-declines-panel.tsx'
import type { EntryPage, EntryState } from '../log/index.ts'
import { EntryDialog } from './entry-dialog.tsx'
import { ExportLogButton } from './export-log-button.tsx'
import { EntryTable } from './entry-table.tsx'
import { usePaging } from './use-paging.ts'

const PAGE_SIZE = 50
const SHOWN = ['all', 'recorded', 'declined', 'rejected', 'late_declines'] as const
type Shown = (typeof SHOWN)[number]

/** Everything this terminal has recorded, the newest first, a page at a time so that 35 days of it cost no more than an hour. */
export function LogScreen() {
  const { t } = useTranslation()
  const [shown, setShown] = useState<Shown>('all')
  const [openId, setOpenId] = useState<string | null>(null)

  return (
    <main className="list-screen" aria-labelledby="log-title">
      <div className="list-head">
        <h1 id="log-title">{t('nav.log')}</h1>
        <QueueSummaryNote />
        <SendNow />
      </div>
      <Segments
        label={t('log.show')}
        options={SHOWN.map((value) => ({ value, label: t(`log.shown.${value}`) }))}
        value={shown}
        onChange={setShown}
      />
      {shown === 'late_declines' ? <LateDeclinesPanel /> : <Entries key={shown} shown={shown} onOpen={setOpenId} />}
      {openId !== null && <EntryDialog entryId={openId} onClose={() => setOpenId(null)} />}
    </main>
  )
}

/** The entries of one state, or all of them. */
function Entries({ shown, onOpen }: { shown: Exclude<Shown, 'late_declines'>; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const { before, page, hasNewer, older, newer } = usePages(shown === 'all' ? undefined : shown)
  return (
    <>
      <div className="list-body panel">
        {page && page.entries.length === 0 && <p className="empty">{t(shown === 'all' ? 'log.empty' : 'log.noneLikeThis')}</p>}
        {page && page.entries.length > 0 && <EntryTable key={before ?? 'newest'} entries={page.entries} onOpen={onOpen} />}
      </div>
      <div className="actions">
        <button type="button" className="button" disabled={!hasNewer} onClick={newer}>
          {t('log.newer')}
        </button>
        <button type="button" className="button" disabled={page?.next == null} onClick={older}>
          {t('log.older')}
        </button>
        <ExportLogButton />
      </div>
    </>
  )
}

function usePages(state: EntryState | undefined) {
  const log = useLog()
  const { before, hasNewer, goTo, newer } = usePaging()
  const [page, setPage] = useState<EntryPage | null>(null)
  useEffect(() => {
    const query = { limit: PAGE_SIZE, ...(before !== undefined && { before }), ...(state !== undefined && { state }) }
    return log.watchEntries(query, setPage)
  }, [log, before, state])
  return { before, page, hasNewer, newer, older: () => page?.next != null && goTo(page.next) }
}

/** How much waits for the server, how old the oldest of it is, and what waits for a manager. */
function QueueSummaryNote() {
  const { t } = useTranslation()
  const duration = useDuration()
  const { currency } = useConfig()
  const queue = useLive(useLog().queue)
  return (
    <output className="list-summary">
      <strong>{t('queue.depth', { count: queue.depth })}</strong>
      {queue.charges > 0 && <Money minor={queue.sumMinor} currency={currency} />}
      {queue.oldestAgeS !== null && <span className="soft">{t('queue.oldest', { age: duration(queue.oldestAgeS) })}</span>}
      {queue.rejected > 0 && <span className="error">{t('nav.rejected', { count: queue.rejected })}</span>}
    </output>
  )
}

function SendNow() {
  const { t } = useTranslation()
  const log = useLog()
  const isOffline = useIsOffline()
  const [isSending, setSending] = useState(false)
  const [wasInVain, setInVain] = useState(false)

  async function send(): Promise<void> {
    setSending(true)
    try {
      await log.sendNow()
    } finally {
      setSending(false)
      setInVain(log.connection.get().state !== 'online')
    }
  }

  return (
    <div className="list-send">
      <output className="soft">{wasInVain && isOffline && !isSending ? t('log.noAnswer') : ''}</output>
      <button type="button" className="button button-primary" disabled={isSending} onClick={() => void send()}>
        {isSending ? t('log.sending') : t('log.sendNow')}
      </button>
    </div>
  )
}
