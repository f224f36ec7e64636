import type { RechargeIntent } from '@mps/shared/recharge'
import { useCallback, useState } from 'react'
import type { ApiFault } from '../api/api-fault.ts'
import { useAction } from '../components/use-action.ts'
import { useRounds } from '../shell/use-rounds.ts'
import { useWallet } from '../shell/wallet-context.ts'

const ROUND_MS = 2_000

/** How a recharge stands: asked while it is pending, and once more whenever the member comes back from the provider's page. */
export function useIntent(begun: RechargeIntent): { intent: RechargeIntent; fault: ApiFault | null; cancel: () => void } {
  const { api, refreshSoon } = useWallet()
  const [intent, setIntent] = useState(begun)
  const { fault, run } = useAction()
  const isPending = intent.state === 'pending'
  const take = useCallback(
    (next: RechargeIntent) => {
      setIntent(next)
      if (next.state === 'completed') refreshSoon()
    },
    [refreshSoon],
  )
  const ask = useCallback(() => {
    if (isPending) void run(async () => take(await api.recharge(begun.id)))
  }, [api, begun.id, isPending, run, take])
  useRounds(ROUND_MS, ask)
  const cancel = () => void run(async () => take(await api.cancelRecharge(begun.id)))
  return { intent, fault, cancel }
}
