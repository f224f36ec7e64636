import { createContext, useContext } from 'react'
import type { WalletApi } from '../api/wallet-api.ts'
import type { ServerClock } from '../clock/server-clock.ts'
import type { SessionStore } from '../session/session-store.ts'

/** What every screen may need: made once in show-wallet.tsx. */
export type Wallet = { api: WalletApi; clock: ServerClock; session: SessionStore }

export const WalletContext = createContext<Wallet | null>(null)

export function useWallet(): Wallet {
  const wallet = useContext(WalletContext)
  if (!wallet) throw new Error('WalletContext has no value here')
  return wallet
}
