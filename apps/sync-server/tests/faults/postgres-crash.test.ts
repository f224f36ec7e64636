import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../../tools/embedded-postgres.ts'
import { migrate } from '../../src/db/migrate.ts'
import { aDevice, aMerchant, type Merchant } from '../support/builders.ts'
import { aPayer, ledgerFaults, type Payer } from '../support/shop.ts'
import { openDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { type Made, type Outcome, Till } from '../support/till.ts'

const CRASHES = 6
const TILLS = 4
const CHARGES = 30

type Sale = { till: Till; charge: Made; first: Outcome | undefined }

it(`gives every charge one outcome, the first one, when PostgreSQL dies under it ${CRASHES} times`, { timeout: 240_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mps-crash-'))
  const start = (port?: number) => startEmbeddedPostgres({ dataDir: join(folder, 'data'), ...(port !== undefined && { port }) })
  let postgres = await start()
  await migrate(postgres.url)
  const database = await openDatabase(postgres.url)
  const server = await startTestServer(database.appUrl)
  try {
    const merchant = await aMerchant(database)
    const payers = await Promise.all(Array.from({ length: TILLS }, () => aPayer(database, server, { balance: 900_00 })))
    const sales = (await Promise.all(payers.map((payer) => prepare(database, server, merchant, payer)))).flat()

    const selling = Promise.all(Array.from({ length: TILLS }, (_, t) => sell(server, sales.slice(t * CHARGES, (t + 1) * CHARGES))))
    postgres = await crashRepeatedly(postgres, start)
    await selling

    // Whatever was said first stands: for those that were answered, and for those whose answer was lost.
    for (const { till, charge, first } of sales) {
      const [again] = await till.send(server, [charge])
      expect(again).toEqual({ ...first, replayed: true })
    }
    const states = sales.map(({ first }) => first?.state)
    expect(states.filter((state) => state === 'settled')).toHaveLength(TILLS * 9)
    expect(new Set(states)).toEqual(new Set(['settled', 'declined']))
    expect(await ledgerFaults(database.owner)).toEqual([])
    await expectSoundIndexes(database)
  } finally {
    await server.stop()
    await database.drop()
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
})

/** Each card can pay 9 of its till's charges. */
async function prepare(database: TestDatabase, server: TestServer, merchant: Merchant, payer: Payer): Promise<Sale[]> {
  const till = new Till(await aDevice(database, server, merchant))
  await till.signIn()
  const sales: Sale[] = []
  for (let i = 0; i < CHARGES; i++)
    sales.push({ till, charge: await till.charge(await payer.code(), { amount: 100_00 }), first: undefined })
  return sales
}

/** As a terminal does: sends until there is an answer. */
async function sell(server: TestServer, sales: Sale[]): Promise<void> {
  for (const sale of sales) {
    while (!sale.first) {
      const answer = await sale.till.post(server, [sale.charge], true)
      if (answer.status === 200) sale.first = without((answer.body['results'] as Outcome[])[0]!)
      else if (answer.status !== 503) throw new Error(`neither an answer nor a 503: ${answer.status} ${answer.text}`)
      await sleep(answer.status === 200 ? 25 : 50)
    }
  }
}

function without({ replayed: _replayed, ...outcome }: Outcome): Outcome {
  return outcome
}

async function crashRepeatedly(postgres: EmbeddedPostgres, start: (port: number) => Promise<EmbeddedPostgres>): Promise<EmbeddedPostgres> {
  let running = postgres
  for (let crash = 0; crash < CRASHES; crash++) {
    await sleep(50 + Math.random() * 250)
    await running.stop('immediate')
    running = await start(running.port)
  }
  return running
}

/** I11: what the crashes left behind is searched for broken indexes. */
async function expectSoundIndexes({ owner }: TestDatabase): Promise<void> {
  await owner.query('create extension if not exists amcheck')
  const { rows } = await owner.query<{ checked: string }>(
    `select count(bt_index_check(c.oid, true)) as checked from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_am a on a.oid = c.relam
     where n.nspname in ('app', 'audit', 'auth') and a.amname = 'btree' and c.relkind = 'i'`,
  )
  expect(Number(rows[0]!.checked)).toBeGreaterThan(40)
}
