import { config } from 'zod'

// Before the first schema is made: zod would try whether it may compile them, which the page's policy forbids and reports.
config({ jitless: true })

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root"')
const { showWallet } = await import('./shell/show-wallet.tsx')
await showWallet(root)
