import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { setupI18n } from '../i18n/i18n.ts'
import { setupTheme } from '../settings/theme.ts'
import { App } from './app.tsx'
import { WalletContext } from './wallet-context.ts'
import { openWallet } from './wallet.ts'

/** Makes what the screens work with, once, and shows the first of them. */
export async function showWallet(root: Element): Promise<void> {
  setupTheme()
  await setupI18n()
  const wallet = await openWallet()
  createRoot(root).render(
    <StrictMode>
      <WalletContext value={wallet}>
        <App />
      </WalletContext>
    </StrictMode>,
  )
}
