import type { MemberTransaction } from '@mps/shared/me'
import type { IconName } from '../components/icon.tsx'

/** The picture of a transaction: what kind it is, or that it came to nothing. */
export function txIcon({ txType, status }: Pick<MemberTransaction, 'txType' | 'status'>): IconName {
  if (status === 'failed') return 'failed'
  return txType === 'recharge' ? 'top_up' : txType
}
