import { createTestDatabase, type TestDatabase } from '../../../sync-server/tests/support/test-database.ts'
import { startTestServer, type TestServer } from '../../../sync-server/tests/support/test-server.ts'

export type WalletSite = { database: TestDatabase; server: TestServer; close(): Promise<void> }

/** The page, which the run has built from its present sources, on the real server with a database of its own. */
export async function openWalletSite(): Promise<WalletSite> {
  const database = await createTestDatabase()
  const server = await startTestServer(database.appUrl, (config) => ({ ...config, paymentProvider: 'sandbox' }))
  const close = async () => {
    await server.stop()
    await database.drop()
  }
  return { database, server, close }
}
