import { type SubmitEvent, useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useIsOffline, useLog } from '../app/log-context.ts'
import { useWedge } from '../scanner/use-wedge.ts'
import { type FindResult, findTransactions, type Found } from './find-transactions.ts'
import { FoundTable } from './found-table.tsx'
import { RefundDialog } from './refund-dialog.tsx'
import { readSearch, type SearchBy } from './search-text.ts'

/** Finds a sale by its receipt, to give it back or to print it again. */
export function TransactionsScreen() {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useState<SearchBy>({ by: 'newest' })
  const [refunding, setRefunding] = useState<Found | null>(null)
  const { result, isSearching, again, more } = useFound(search)

  function look(text: string): void {
    setTyped(text)
    setSearch(readSearch(text))
  }
  useWedge({ onScan: look })

  return (
    <main className="list-screen" aria-labelledby="transactions-title" aria-busy={isSearching}>
      <div className="list-head">
        <h1 id="transactions-title">{t('nav.transactions')}</h1>
        <form
          className="search"
          onSubmit={(event: SubmitEvent) => {
            event.preventDefault()
            look(typed)
          }}
        >
          <label className="field search-field">
            <span className="visually-hidden">{t('transactions.search')}</span>
            <input
              type="search"
              placeholder={t('transactions.search')}
              maxLength={300}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
          </label>
          <button type="submit" className="button button-primary">
            {t('transactions.find')}
          </button>
        </form>
      </div>
      <output className={search.by === 'nothing' ? 'error' : 'soft'}>
        {search.by === 'nothing' ? t(`transactions.fault.${search.fault}`) : result && !result.isFromServer && t('transactions.fromLog')}
      </output>
      <div className="list-body panel">
        {result?.found.length === 0 && <p className="empty">{t('transactions.nothing')}</p>}
        {result && result.found.length > 0 && <FoundTable found={result.found} onRefund={setRefunding} />}
      </div>
      {result?.next != null && (
        <div className="actions">
          <button type="button" className="button" onClick={more}>
            {t('log.older')}
          </button>
        </div>
      )}
      {refunding && (
        <RefundDialog
          found={refunding}
          onClose={() => {
            setRefunding(null)
            again()
          }}
        />
      )}
    </main>
  )
}

/** What a search finds, asked again when the server comes back; older pages are added below. */
function useFound(search: SearchBy) {
  const log = useLog()
  const isOffline = useIsOffline()
  const [result, setResult] = useState<FindResult | null>(null)
  const [isSearching, setSearching] = useState(false)

  const find = useCallback(
    async (cursor: string | null, before: readonly Found[]) => {
      setSearching(true)
      const next = await findTransactions(log, search, { isOffline, cursor }).catch(() => null)
      setSearching(false)
      return next && { ...next, found: [...before, ...next.found] }
    },
    [log, search, isOffline],
  )
  useEffect(() => {
    let isOver = false
    const first = async () => {
      const found = await find(null, [])
      if (!isOver) setResult(found)
    }
    if (search.by !== 'nothing') void first()
    return () => {
      isOver = true
    }
  }, [find, search])

  return {
    result: search.by === 'nothing' ? null : result,
    isSearching,
    again: () => void find(null, []).then(setResult),
    more: () => void find(result?.next ?? null, result?.found ?? []).then(setResult),
  }
}
