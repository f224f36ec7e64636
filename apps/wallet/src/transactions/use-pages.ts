import type { MemberTransaction, MemberTransactions } from '@mps/shared/me'
import { useCallback, useEffect, useState } from 'react'
import { type ApiFault, faultOf } from '../api/api-fault.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { useKept } from '../kept/use-kept.ts'
import { useWallet } from '../shell/wallet-context.ts'

export type Pages = {
  transactions: readonly MemberTransaction[] | null
  fault: ApiFault | null
  reload: () => void
  /** Fetches the next older page; null when there is none. */
  loadMore: (() => void) | null
}

/** Transactions of one card, or of all (null), the newest first, one page at a time; read anew when there is news. */
export function usePages(cardId: string | null): Pages {
  const { api, activity } = useWallet()
  const first = useLoaded(useCallback(() => api.transactions(cardId), [api, cardId]))
  const [older, setOlder] = useState<{ after: MemberTransactions; pages: MemberTransactions[] } | null>(null)
  const [olderFault, setOlderFault] = useState<ApiFault | null>(null)
  const kept = useKept(activity).value
  const newest = kept?.transactions[0]?.txNo
  const { reload } = first
  useEffect(reload, [newest, reload])
  // Older pages belong to the first page they were read after; a newer first page starts the list afresh.
  const pages = first.value === null ? [] : [first.value, ...(older?.after === first.value ? older.pages : [])]
  const next = pages.at(-1)?.next ?? null
  const loadMore = async (after: MemberTransactions, cursor: string) => {
    try {
      const page = await api.transactions(cardId, cursor)
      setOlder({ after, pages: [...pages.slice(1), page] })
      setOlderFault(null)
    } catch (error) {
      setOlderFault(faultOf(error))
    }
  }
  const { value } = first
  // Without a network, what the phone remembers of this list.
  const remembered = kept?.transactions.filter((transaction) => cardId === null || transaction.cardId === cardId) ?? null
  return {
    transactions: value ? pages.flatMap((page) => page.transactions) : remembered,
    fault: first.fault ?? olderFault,
    reload,
    loadMore: value && next !== null ? () => void loadMore(value, next) : null,
  }
}
