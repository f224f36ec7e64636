import { type MerchantPolicy, offlineRoom } from '@mps/shared'
import { useConfig, useLog } from '../app/log-context.ts'
import { useLive } from '../app/use-live.ts'
import type { OfflineRoom, QueueSummary } from '../log/index.ts'
import { inHand } from '../scanner/judge-scan.ts'
import { useCharge } from './charge-store.ts'

/** What the sale on the screen may be without the server: for the scanned card, or for any card before one was scanned. */
export function useOfflineRoom(): OfflineRoom {
  const log = useLog()
  const { policy } = useConfig()
  const code = useCharge((state) => state.code)
  // The room shrinks with the queue and ends with the clock; both tell when they change.
  const queue = useLive(log.queue)
  const clock = useLive(log.clock)
  const room = log.offlineRoom(code ? inHand(code) : '')
  if (code !== null || room.limit === 'clock_unsafe' || room.limit === 'no_config') return room
  return roomBeforeScan(policy, queue, clock.offsetAgeS)
}

/** The room that the terminal's own limits leave; a card's can only be less. */
function roomBeforeScan(policy: MerchantPolicy, queue: QueueSummary, lastContactAgeS: number | null): OfflineRoom {
  const use = { count: queue.charges, sum: queue.sumMinor, cardSum: 0, lastContactAgeS }
  return { ...offlineRoom(policy, use, Number.MAX_SAFE_INTEGER), policy }
}
