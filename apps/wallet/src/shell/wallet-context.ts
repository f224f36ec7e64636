import { createContext, useContext } from 'react'
import type { Wallet } from './wallet.ts'

export const WalletContext = createContext<Wallet | null>(null)

export function useWallet(): Wallet {
  const wallet = useContext(WalletContext)
  if (!wallet) throw new Error('WalletContext has no value here')
  return wallet
}
