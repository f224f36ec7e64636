import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { openLog } from './app/log-store.ts'
import { becomeNewestBuild, registerServiceWorker } from './app/register-service-worker.ts'
import { setupI18n } from './i18n/i18n.ts'
import { setupTheme } from './settings/theme.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/shell.css'
import './styles/charge.css'
import './styles/outcome.css'
import './styles/tables.css'

setupTheme()
await setupI18n()
// Before the log opens: nothing is under way that a change of build could disturb.
await becomeNewestBuild()
createRoot(document.getElementById('root')!).render(<App />)
void registerServiceWorker()
await openLog()
