import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { useWallet } from '../shell/wallet-context.ts'
import { CodeKeeper, type LiveCode } from './code-keeper.ts'

const ROUND_MS = 1_500

/** The live code of a card, kept fresh while the page can be seen. A hidden page asks nothing, and catches up when it is seen again. */
export function useLiveCode(cardId: string): LiveCode & { retry: () => void; dismissCharge: () => void } {
  const { api, clock } = useWallet()
  const keeper = useMemo(
    () =>
      new CodeKeeper(cardId, {
        issueCodes: (id) => api.issueCodes(id),
        codeStatus: (hash) => api.codeStatus(hash),
        nowMs: () => clock.nowMs(),
      }),
    [api, clock, cardId],
  )
  useEffect(() => keepRounds(keeper), [keeper])
  const live = useSyncExternalStore(keeper.subscribe, keeper.snapshot)
  return { ...live, retry: () => void keeper.retry(), dismissCharge: () => keeper.dismissCharge() }
}

/** Runs the keeper's rounds until the returned function is called. */
function keepRounds(keeper: CodeKeeper): () => void {
  const tick = () => {
    if (document.visibilityState === 'visible') void keeper.round()
  }
  const catchUp = () => {
    if (document.visibilityState === 'visible') void keeper.retry()
  }
  tick()
  const timer = setInterval(tick, ROUND_MS)
  document.addEventListener('visibilitychange', catchUp)
  window.addEventListener('online', catchUp)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', catchUp)
    window.removeEventListener('online', catchUp)
  }
}
