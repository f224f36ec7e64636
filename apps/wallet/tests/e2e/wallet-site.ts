import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { createTestDatabase, type TestDatabase } from '../../../sync-server/tests/support/test-database.ts'
import { startTestServer, type TestServer } from '../../../sync-server/tests/support/test-server.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export type WalletSite = { database: TestDatabase; server: TestServer; close(): Promise<void> }

/** The page, built from its present sources, on the real server with a database of its own. */
export async function openWalletSite(): Promise<WalletSite> {
  const walletDir = await mkdtemp(join(tmpdir(), 'mps-wallet-'))
  // A machine that tests may say otherwise, and Vite would then leave out the service worker.
  process.env['NODE_ENV'] = 'production'
  await build({ root: ROOT, configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn', build: { outDir: walletDir, emptyOutDir: true } })
  const database = await createTestDatabase()
  const server = await startTestServer(database.appUrl, (config) => ({
    ...config,
    paymentProvider: 'sandbox',
    pages: { ...config.pages, walletDir },
  }))
  const close = async () => {
    await server.stop()
    await database.drop()
    await rm(walletDir, { recursive: true, force: true })
  }
  return { database, server, close }
}
