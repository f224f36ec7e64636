import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../../../sync-server/src/config/config.ts'
import { createContext } from '../../../../sync-server/src/context.ts'
import { createLogger } from '../../../../sync-server/src/logger.ts'
import { aCard, aMember, aMerchant, aTerminal } from '../../../../sync-server/tests/support/builders.ts'
import { type ServerProcess, startServerProcess } from '../../../../sync-server/tests/support/server-process.ts'
import { createTestDatabase, type TestDatabase } from '../../../../sync-server/tests/support/test-database.ts'
import { someCodes } from '../../../../sync-server/tests/support/till.ts'

/** A card's seed, in minor units: enough for every code of the card. */
export const SEED = 1000_00
export const CODES_PER_CARD = 50

/** Everything stays within the offline limits, so that only a fault can keep a charge from being paid. */
const GENEROUS = {
  offline_max_per_charge: 50_000,
  offline_max_per_card: 1_000_000,
  offline_max_sum: 10_000_000,
  offline_max_count: 100_000,
  offline_approval_above: 50_000,
}

export type ScannedCode = { code: string; discount: number }

/** The real server process on a real database, and codes that the real signing key signed. */
export type RealShop = {
  database: TestDatabase
  server: ServerProcess
  terminalId: string
  pairingCode: string
  cashierId: string
  /** Codes of new cards, each card with `SEED` on it. */
  codes(count: number): Promise<ScannedCode[]>
  close(): Promise<void>
}

export async function openRealShop(): Promise<RealShop> {
  const folder = await mkdtemp(join(tmpdir(), 'mps-real-shop-'))
  const secrets = { SECRETS_FILE: join(folder, 'secrets.json') }
  const database = await createTestDatabase()
  const server = await startServerProcess(database.appUrl, secrets)
  // Codes are issued in this process, with the keys of the server's: the wallet's limit of 30 a minute would hold up a backlog.
  const context = await createContext(readConfig({ DATABASE_URL: database.appUrl, ...secrets }), createLogger('silent'))
  const { merchantId, cashierId } = await aMerchant(database, { policy: GENEROUS })
  return {
    database,
    server,
    cashierId,
    ...(await aTerminal(database, merchantId)),
    async codes(count) {
      const { memberId } = await aMember(database)
      const all: ScannedCode[] = []
      while (all.length < count) {
        const { cardId } = await aCard(database, { ownerId: memberId, balance: SEED })
        all.push(...(await someCodes({ context }, memberId, cardId, Math.min(CODES_PER_CARD, count - all.length))))
      }
      return all
    },
    async close() {
      await server.dispose()
      await context.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
