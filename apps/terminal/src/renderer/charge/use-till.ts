import { useConfig, useLog } from '../app/log-context.ts'
import { useCashier } from '../cashier/cashier-store.ts'
import type { LogEntry } from '../log/index.ts'
import type { Till } from './record-charge.ts'

/**
 * The terminal as charging sees it: the log, the rules in force, and who is signed in.
 * @param onRecorded hears of every charge that was recorded
 */
export function useTill(onRecorded: (entry: LogEntry) => void = () => undefined): Till {
  const log = useLog()
  const config = useConfig()
  const cashierId = useCashier((state) => state.cashier?.userId ?? '')
  return { log, config, cashierId, onRecorded }
}
