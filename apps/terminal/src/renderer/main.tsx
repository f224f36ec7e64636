import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { openLog } from './app/log-store.ts'
import { becomeNewestBuild, registerServiceWorker } from './app/register-service-worker.ts'
import { setupI18n } from './i18n/i18n.ts'
import { setupTheme } from './settings/theme.ts'

setupTheme()
await setupI18n()
// Before the log opens: nothing is under way that a change of build could disturb.
await becomeNewestBuild()
createRoot(document.getElementById('root')!).render(<App />)
void registerServiceWorker()
await openLog()
