import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { WalletApi } from '../api/wallet-api.ts'
import { ServerClock } from '../clock/server-clock.ts'
import { setupI18n } from '../i18n/i18n.ts'
import { SessionStore } from '../session/session-store.ts'
import { App } from './app.tsx'
import { WalletContext } from './wallet-context.ts'

/** Makes what the screens work with, once, and shows the first of them. */
export async function showWallet(root: Element): Promise<void> {
  const clock = new ServerClock()
  const session = new SessionStore(sessionStorage)
  const wallet = { api: new WalletApi(clock, session), clock, session }
  await setupI18n()
  createRoot(root).render(
    <StrictMode>
      <WalletContext value={wallet}>
        <App />
      </WalletContext>
    </StrictMode>,
  )
}
