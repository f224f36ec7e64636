import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { LogImportResult, Problem, TerminalConfig } from '@mps/shared'
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aDevice } from '../support/builders.ts'
import { aPayer, aShop, cardRow, ledgerFaults, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts'
import { type Made, someCodes } from '../support/till.ts'
import { adminToken } from '../support/tokens.ts'

describe('an exported log', () => {
  let database: TestDatabase
  let server: TestServer
  let shop: Shop
  let payer: Payer
  let admin: string
  let recipient: string

  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startTestServer(database.appUrl)
    shop = await aShop(database, server)
    payer = await aPayer(database, server, { balance: 1000_00 })
    admin = await adminToken(server, database)
    const config = TerminalConfig.parse((await server.call('/v1/terminal/config', { token: await shop.till.device.token() })).body)
    recipient = config.exportRecipient!
  })
  afterAll(async () => {
    await server.stop()
    await database.drop()
  })

  async function fileOf(entries: readonly unknown[], { to = recipient, terminalId = shop.till.device.terminalId } = {}): Promise<Buffer> {
    const log = {
      format: 'mps-log-1',
      terminalId,
      label: 'Till',
      exportedAt: new Date().toISOString(),
      app: '1.0.0',
      lastSeqs: [],
      entries,
    }
    return encrypt(gzipSync(JSON.stringify(log)), to)
  }
  async function encrypt(bytes: Uint8Array, to = recipient): Promise<Buffer> {
    const encrypter = new Encrypter()
    encrypter.addRecipient(to)
    return Buffer.from(await encrypter.encrypt(bytes))
  }
  const importFile = (file: Buffer, token = admin, terminalId = shop.till.device.terminalId): Promise<Answer> =>
    server.call(`/v1/admin/terminals/${terminalId}/log-imports`, { token, body: { file: file.toString('base64') } })
  const imported = async (file: Buffer) => LogImportResult.parse((await importFile(file)).body)
  const sent = ({ body, sig, code }: Made) => ({ body, sig, ...(code !== undefined && { code }) })
  const charges = async (count: number, amount: number) => {
    const codes = await someCodes(server, payer.memberId, payer.cardId, count)
    const made: Made[] = []
    for (const code of codes) made.push(await shop.till.charge(code, { amount }))
    return made
  }
  const balance = async () => (await cardRow(database.owner, payer.cardId)).balance

  it('settles what the terminal never sent, once, however often the file comes', async () => {
    const before = await balance()
    const file = await fileOf((await charges(3, 10_00)).map(sent))
    expect(await imported(file)).toMatchObject({ entries: 3, timesImported: 1, states: { settled: 3 }, rejected: [] })
    expect(await imported(file)).toMatchObject({ entries: 3, timesImported: 2, states: { settled: 3 } })
    expect(before - (await balance())).toBe(30_00)
  })

  it('gives the same answers as the network for what came both ways', async () => {
    const made = await charges(3, 11_00)
    const before = await balance()
    const bySending = await shop.till.send(server, made.slice(0, 2))
    expect(await imported(await fileOf(made.map(sent)))).toMatchObject({ states: { settled: 3 } })
    const again = await shop.till.send(server, made)
    expect(again.slice(0, 2).map(({ outcomeNo }) => outcomeNo)).toEqual(bySending.map(({ outcomeNo }) => outcomeNo))
    expect(before - (await balance())).toBe(33_00)
  })

  it('cannot bring a voided charge back', async () => {
    const [charge] = await charges(1, 12_00)
    const revoked = await shop.till.void(charge!.id)
    const before = await balance()
    await shop.till.send(server, [revoked])
    expect(await imported(await fileOf([charge!, revoked].map(sent)))).toMatchObject({ states: { voided: 1, settled: 0 } })
    expect(await balance()).toBe(before)
  })

  it('has each entry judged alone: a forged, a foreign and a meaningless one harm nobody', async () => {
    const [good, forged] = await charges(2, 13_00)
    const stranger = (await aShop(database, server)).till
    const foreign = await stranger.void(good!.id)
    const spoilt = { ...sent(forged!), sig: randomBytes(64).toString('base64url') }
    const result = await imported(await fileOf([sent(good!), spoilt, sent(foreign), 42]))
    expect(result).toMatchObject({ entries: 4, states: { settled: 1, rejected: 3 } })
    expect(result.rejected.map(({ code }) => code).toSorted()).toEqual(['bad_signature', 'malformed_entry', 'unknown_key'])
    expect(await imported(await fileOf([sent(forged!)]))).toMatchObject({ states: { settled: 1 } })
  })

  it('tells the server nothing of when the terminal was last in touch', async () => {
    const [code] = await someCodes(server, payer.memberId, payer.cardId, 1)
    const late = await shop.till.charge(code!, { amount: 14_00 })
    const before = await database.owner.query('select last_seen_at from app.terminals where id = $1', [shop.till.device.terminalId])
    await imported(await fileOf([sent(late)]))
    const after = await database.owner.query('select last_seen_at from app.terminals where id = $1', [shop.till.device.terminalId])
    expect(after.rows).toEqual(before.rows)
  })

  it('is refused where it is no export, or not one that this platform can read', async () => {
    const stranger = await identityToRecipient(await generateX25519Identity())
    const bomb = gzipSync(Buffer.alloc(70 * 1024 * 1024))
    const damaged = await fileOf([])
    damaged[damaged.length - 3]! ^= 1
    const files = [
      await fileOf([], { to: stranger }),
      await encrypt(bomb),
      await encrypt(Buffer.from('{}')),
      await encrypt(gzipSync('{"format":"mps-log-1"}')),
      damaged,
      Buffer.from('not an age file'),
    ]
    for (const file of files) expect((await importFile(file)).body).toMatchObject({ status: 422, code: 'log_export_unreadable' })
    const malformed = await server.call(`/v1/admin/terminals/${shop.till.device.terminalId}/log-imports`, {
      token: admin,
      body: { file: '****' },
    })
    expect(Problem.parse(malformed.body)).toMatchObject({ code: 'validation_failed', errors: [{ path: 'file' }] })
  })

  it('is refused under another terminal, under none, and from anyone but an admin', async () => {
    const other = await aDevice(database, server, shop.till.device.merchant)
    const file = await fileOf([])
    expect((await importFile(file, admin, other.terminalId)).body).toMatchObject({ code: 'log_export_of_another' })
    expect((await importFile(file, admin, crypto.randomUUID())).body).toMatchObject({ code: 'not_found' })
    expect((await importFile(file, await shop.till.device.token())).status).toBe(401)
  })

  it('leaves its trace with the admin who brought it, and no fault in the ledger', async () => {
    const { rows } = await database.owner.query<{ files: number; events: number; times: number }>(
      `select count(*)::int as files, sum(times_imported)::int as times,
         (select count(*)::int from audit.event_log where action = 'terminal.log_imported') as events from app.terminal_log_imports`,
    )
    expect(rows[0]!.events).toBe(rows[0]!.times)
    expect(rows[0]!.files).toBe(rows[0]!.times - 1)
    expect(await ledgerFaults(database.owner)).toEqual([])
  })
})
