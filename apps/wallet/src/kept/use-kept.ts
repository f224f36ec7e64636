import { useSyncExternalStore } from 'react'
import type { Kept, KeptValue } from './kept-value.ts'

export function useKept<T>(kept: KeptValue<T>): Kept<T> & { reload: () => Promise<void> } {
  return { ...useSyncExternalStore(kept.subscribe, kept.snapshot), reload: kept.reload }
}
