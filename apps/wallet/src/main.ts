import { config } from 'zod'
import { watchInstallOffer } from './pwa/install.ts'
import { becomeNewestBuild, registerServiceWorker } from './pwa/service-worker-page.ts'

// Before the first schema is made: zod would try whether it may compile them, which the page's policy forbids and reports.
config({ jitless: true })
watchInstallOffer()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root"')
// Before the first screen: nobody is paying yet, and a build that waits may mend what this one cannot do.
await becomeNewestBuild()
const { showWallet } = await import('./shell/show-wallet.tsx')
await showWallet(root)
void registerServiceWorker()
