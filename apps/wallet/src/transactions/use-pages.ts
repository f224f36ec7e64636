import type { MemberTransactions } from '@mps/shared/me'
import { useCallback, useState } from 'react'
import type { z } from 'zod'
import { type ApiFault, faultOf } from '../api/api-fault.ts'
import { useLoaded } from '../shell/use-loaded.ts'
import { useWallet } from '../shell/wallet-context.ts'

type Page = z.infer<typeof MemberTransactions>
export type TransactionsState = {
  transactions: Page['transactions'] | null
  fault: ApiFault | null
  reload: () => void
  /** Fetches the next older page; null when there is none. */
  loadMore: (() => void) | null
}

/** A card's transactions, the newest first, one page at a time. */
export function useTransactions(cardId: string): TransactionsState {
  const { api } = useWallet()
  const first = useLoaded(useCallback(() => api.transactions(cardId), [api, cardId]))
  const [older, setOlder] = useState<{ after: Page; pages: Page[] } | null>(null)
  const [olderFault, setOlderFault] = useState<ApiFault | null>(null)
  // Older pages belong to the first page they were read after; a newer first page starts the list afresh.
  const pages = first.value === null ? [] : [first.value, ...(older?.after === first.value ? older.pages : [])]
  const next = pages.at(-1)?.next ?? null
  const loadMore = async (after: Page, cursor: string) => {
    try {
      const page = await api.transactions(cardId, cursor)
      setOlder({ after, pages: [...pages.slice(1), page] })
      setOlderFault(null)
    } catch (error) {
      setOlderFault(faultOf(error))
    }
  }
  const { value } = first
  return {
    transactions: value && pages.flatMap((page) => page.transactions),
    fault: first.fault ?? olderFault,
    reload: first.reload,
    loadMore: value && next !== null ? () => void loadMore(value, next) : null,
  }
}
