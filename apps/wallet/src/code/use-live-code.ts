import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { useRounds } from '../shell/use-rounds.ts'
import { useWallet } from '../shell/wallet-context.ts'
import type { LiveCode } from './code-keeper.ts'

const ROUND_MS = 1_500

export type LiveCodeControls = LiveCode & { retry: () => void; putAside: () => void; takeBack: () => void }

/** The live code of a card, kept fresh while the page can be seen. */
export function useLiveCode(cardId: string): LiveCodeControls {
  const { codes } = useWallet()
  const keeper = useMemo(() => codes.keeper(cardId), [codes, cardId])
  const recalled = useMemo(() => keeper.recall(), [keeper])
  // What the phone kept comes first: a round before it would ask for codes that are there already.
  const round = useCallback(() => void recalled.then(() => keeper.round()), [keeper, recalled])
  const catchUp = useCallback(() => void recalled.then(() => keeper.retry()), [keeper, recalled])
  useRounds(ROUND_MS, round, catchUp)
  const live = useSyncExternalStore(keeper.subscribe, keeper.snapshot)
  return { ...live, retry: catchUp, putAside: () => void keeper.putAside(), takeBack: () => keeper.takeBack() }
}
