import { createServer } from 'node:net'
import path from 'node:path'
import { readConfig } from '../apps/sync-server/src/config/config.ts'
import { migrate } from '../apps/sync-server/src/db/migrate.ts'
import { serverLogin } from '../apps/sync-server/src/db/server-login.ts'
import { type RunningServer, startServer } from '../apps/sync-server/src/server.ts'
import { buildPages } from './build-pages.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { inRoot } from './root.ts'
import { newPairingCode, seedDemoShop } from './seed.ts'
import { welcome } from './start/welcome.ts'

/** npm start: a database, the demo shop, the pages and the server, and an orderly end. */

/** MPS_DATA_DIR puts the data elsewhere. */
const DATA_DIR = path.resolve(process.env['MPS_DATA_DIR'] ?? inRoot('.data'))

const log = (line: string) => console.log(line)
/** What to undo at the end, newest first. */
const undo: (() => Promise<void>)[] = []
let stopping: Promise<never> | undefined

/** The server first, which answers what it has taken; the database last. */
function stop(code: number): Promise<never> {
  stopping ??= (async () => {
    if (undo.length > 0) log('\nStopping …')
    for (const step of undo.splice(0)) {
      await step().catch((error: unknown) => {
        console.error(error instanceof Error ? error.message : error)
        code ||= 1
      })
    }
    process.exit(code)
  })()
  return stopping
}

async function assertPortFree(port: number, host: string): Promise<void> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject)
    probe.listen(port, host, resolve)
  }).catch(() => {
    throw new Error(`Port ${port} is taken by another program. Stop that one, or choose another port: PORT=8090 npm start`)
  })
  await new Promise((resolve) => probe.close(resolve))
}

async function openDatabase(): Promise<string> {
  const own = process.env['DATABASE_URL']
  if (own) return own
  log('Starting PostgreSQL …')
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(DATA_DIR, 'postgres') })
  undo.unshift(() => postgres.stop())
  return postgres.url
}

/** While nobody has paired the terminal, a code that has run out is replaced. */
const PAIRING_CODE_LIFE_MS = 9.5 * 60_000

async function offerPairing(server: RunningServer, serverUrl: string, terminalId: string): Promise<string> {
  const timer = setInterval(() => {
    void (async () => {
      const { rows } = await server.context.pool.query<{ paired: boolean }>('select auth.terminal_key($1, 1) is not null as paired', [
        terminalId,
      ])
      if (rows[0]?.paired) clearInterval(timer)
      else log(`New pairing code: ${await newPairingCode(serverUrl, terminalId)}`)
    })().catch((error: unknown) => server.context.logger.warn({ err: error }, 'no new pairing code'))
  }, PAIRING_CODE_LIFE_MS)
  undo.unshift(() => Promise.resolve(clearInterval(timer)))
  return newPairingCode(serverUrl, terminalId)
}

async function start(): Promise<void> {
  const isOwnDatabase = !process.env['DATABASE_URL']
  const env = {
    ...process.env,
    SECRETS_FILE: process.env['SECRETS_FILE'] ?? path.join(DATA_DIR, 'secrets.json'),
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
    // The demo's members can load their cards without a real payment.
    PAYMENT_PROVIDER: process.env['PAYMENT_PROVIDER'] ?? 'sandbox',
    IDENTITY_SANDBOX: process.env['IDENTITY_SANDBOX'] ?? 'true',
    // The demo's own database has an admin of a known password and no second factor; somebody else's never has.
    ADMIN_SECOND_FACTOR: process.env['ADMIN_SECOND_FACTOR'] ?? (isOwnDatabase ? 'optional' : 'required'),
  }
  const { host, port } = readConfig({ ...env, DATABASE_URL: 'postgres://unused' })
  await assertPortFree(port, host)
  const ownerUrl = await openDatabase()
  await migrate(ownerUrl, { log })
  const serverUrl = await serverLogin(ownerUrl)
  const shop = await seedDemoShop(ownerUrl, serverUrl, isOwnDatabase)
  if (shop.fresh) log('Made the demo shop')
  await buildPages(log)
  const server = await startServer(readConfig({ ...env, DATABASE_URL: serverUrl }))
  undo.unshift(() => server.close())
  const wantsCode = !shop.isPaired || process.argv.includes('--pair')
  const pairingCode = wantsCode ? await offerPairing(server, serverUrl, shop.terminalId) : null
  log(welcome(server.url, pairingCode, isOwnDatabase))
}

// Ctrl-C comes twice where a supervisor passes it on; the first one counts.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
// The channel to tools/run.mjs: it closes when that process has been killed.
process.on('disconnect', () => void stop(0))

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  return stop(1)
})
