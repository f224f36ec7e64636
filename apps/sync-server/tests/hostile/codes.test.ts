import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ageCode, aPayer, aShop, cardRow, ledgerFaults, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import type { Outcome, ScannedCode } from '../support/till.ts'
import { forgeries, scanned } from './hostile-codes.ts'
import { runSettings } from './run-settings.ts'

const BATCH = 200
const PAYERS = 5

describe('codes that are not what they seem', () => {
  let database: TestDatabase
  let server: TestServer
  let shop: Shop
  let payers: Payer[]
  const { count, seed } = runSettings('HOSTILE_CODES', 1_000)

  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startTestServer(database.appUrl, (config) => ({ ...config, logLevel: 'fatal' }))
    shop = await aShop(database, server)
    payers = await Promise.all(Array.from({ length: PAYERS }, () => aPayer(database, server)))
  })
  afterAll(async () => {
    await server.stop()
    await database.drop()
  })

  const allCards = () => Promise.all(payers.map(({ cardId }) => cardRow(database.owner, cardId)))
  const postings = async () => (await database.owner.query(`select count(*)::int as count from app.ledger_entries`)).rows

  it(`move no money (${count}, seed ${seed})`, { timeout: 3_600_000 }, async () => {
    const genuine = await Promise.all(payers.map((payer) => payer.code()))
    const worn = await wornCodes()
    const before = { cards: await allCards(), postings: await postings() }
    const made = fc.sample(forgeries, { seed, numRuns: count })
    const states = new Map<string, number>()
    for (let from = 0; from < made.length; from += BATCH) {
      const codes = await Promise.all(
        made.slice(from, from + BATCH).map(async ({ name, make }) => ({ name, text: await make(genuine.map(({ code }) => code)) })),
      )
      const forged = codes.filter(({ text }) => !genuine.some(({ code }) => code === text)).map(({ text }) => scanned(text, 1000))
      const outcomes = await charge([...forged, ...worn])
      for (const { state, code } of outcomes) count1(states, `${state} ${code}`)
    }
    console.log(`${count} codes, seed ${seed}:`, Object.fromEntries(states))
    expect([...states.keys()].filter((state) => !/^(declined|rejected) /.test(state))).toEqual([])
    expect({ cards: await allCards(), postings: await postings() }).toEqual(before)
    expect(await ledgerFaults(database.owner)).toEqual([])
    // What was imitated is as good as before.
    const [paid] = await charge([genuine[0]!])
    expect(paid).toMatchObject({ state: 'settled' })
  })

  /** Genuine codes whose time is over: spent, expired, revoked. */
  async function wornCodes(): Promise<ScannedCode[]> {
    const [payer] = payers
    if (!payer) throw new Error('nobody to pay')
    const [spent, expired, revoked] = [await payer.code(), await payer.code(), await payer.code()]
    expect(await charge([spent])).toMatchObject([{ state: 'settled' }])
    await ageCode(database.owner, expired, 3_600_000)
    await database.owner.query(
      `update app.card_qr_history set revoked_at = clock_timestamp() - interval '5 minutes', valid_from = valid_from - interval '10 minutes' where qr_hash = decode($1, 'hex')`,
      [revoked.codeHash],
    )
    return [spent, expired, revoked]
  }

  async function charge(codes: ScannedCode[]): Promise<Outcome[]> {
    const entries = []
    // One after the other: each entry names the one before it.
    for (const code of codes) entries.push(await shop.till.charge(code, { amount: 10_00 }))
    return shop.till.send(server, entries)
  }
})

function count1(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
