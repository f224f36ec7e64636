import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enrolment } from '../../src/admin/enrol.ts'
import { type Device, pairDevice, tokenRequest } from '../support/builders.ts'
import { aPayer, aShop, cardRow, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'
import { codeOf } from '../support/code-of.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

/** Longer than an instance goes without asking what has been revoked. */
const LEARNED_MS = 1200

let database: TestDatabase
let server: TestServer
let payer: Payer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  payer = await aPayer(database, server)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const revoke = (shop: Shop, mayDrain: boolean) => enrolment(database.admin, PLATFORM_ADMIN).revokeTerminal(shop.device.terminalId, mayDrain)
const REFUSED = '403 terminal_revoked'

/** Every terminal's address that takes a token, and what it answers. */
async function everywhere(token: string, epoch = 1): Promise<Record<string, string>> {
  const report = { epoch, lastSeq: 0, queueDepth: 0, queueSum: 0, oldestAgeS: 0, clockOffsetMs: 0, app: '1.0.0' }
  const calls = {
    entries: server.call('/v1/terminal/entries', { token, body: { lastSeq: 0, entries: [{ body: '{}', sig: 'A'.repeat(86) }] } }),
    outcomes: server.call('/v1/terminal/outcomes?after=0', { token }),
    heartbeat: server.call('/v1/terminal/heartbeat', { token, body: report }),
    config: server.call('/v1/terminal/config', { token }),
    totals: server.call('/v1/terminal/totals', { token }),
  }
  const answers = await Promise.all(Object.entries(calls).map(async ([name, call]) => [name, codeOf(await call)] as const))
  return Object.fromEntries(answers)
}

const DRAINING = { entries: '200 ok', outcomes: '200 ok', heartbeat: '200 ok', config: REFUSED, totals: REFUSED }
const NOTHING = { entries: REFUSED, outcomes: REFUSED, heartbeat: REFUSED, config: REFUSED, totals: REFUSED }

describe('a terminal that was paired anew', () => {
  it('lets its earlier device drain and learn nothing more, and its new one do all', async () => {
    const shop = await aShop(database, server)
    const recorded = await shop.till.charge(await payer.code())
    const again = await enrolment(database.admin, PLATFORM_ADMIN).pairingCode(shop.device.terminalId)
    const renewed = await pairDevice(server, shop.merchant, shop.device.terminalId, again)
    expect(await everywhere(await shop.device.token())).toEqual(DRAINING)
    await shop.till.signIn()
    expect(await shop.till.send(server, [recorded])).toMatchObject([{ state: 'settled' }])
    expect(Object.values(await everywhere(await renewed.token(), renewed.epoch))).toEqual(Array(5).fill('200 ok'))
  })
})

describe('a revoked terminal that may drain', () => {
  it('gets a token that sends entries, reads outcomes and reports, and opens nothing else', async () => {
    const shop = await aShop(database, server)
    await revoke(shop, true)
    expect(await everywhere(await shop.device.token())).toEqual(DRAINING)
  })

  it('settles what it recorded before, and is declined what it records afterwards', async () => {
    const shop = await aShop(database, server)
    await shop.till.signIn()
    const before = await shop.till.charge(await payer.code())
    await revoke(shop, true)
    const { balance } = await cardRow(database.owner, payer.cardId)
    // A token of after the revocation.
    await shop.till.signIn()
    expect(await shop.till.send(server, [before])).toMatchObject([{ state: 'settled' }])
    const after = await shop.till.charge(await payer.code())
    expect(await shop.till.send(server, [after])).toMatchObject([{ state: 'declined', code: 'terminal_revoked' }])
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(balance - 100_00)
  })

  it('has no more from the token that it was given before', async () => {
    const shop = await aShop(database, server)
    const stolen = await shop.device.token()
    expect((await everywhere(stolen))['config']).toBe('200 ok')
    await revoke(shop, true)
    await sleep(LEARNED_MS)
    expect(await everywhere(stolen)).toEqual(DRAINING)
  })

  it('drains by an older epoch as well', async () => {
    const shop = await aShop(database, server)
    const older: Device = shop.device
    const code = await enrolment(database.admin, PLATFORM_ADMIN).pairingCode(older.terminalId)
    await pairDevice(server, shop.merchant, older.terminalId, code)
    await revoke(shop, true)
    expect(await everywhere(await older.token())).toEqual(DRAINING)
  })
})

describe('a revoked terminal that may not drain', () => {
  it('gets no token, and finds its present one worthless on every instance', async () => {
    const shop = await aShop(database, server)
    const stolen = await shop.device.token()
    expect((await everywhere(stolen))['entries']).toBe('200 ok')
    await revoke(shop, false)
    const asked = await server.call('/v1/terminal/token', { body: tokenRequest(await shop.device.assertion()) })
    expect(codeOf(asked)).toBe(REFUSED)
    await sleep(LEARNED_MS)
    expect(await everywhere(stolen)).toEqual(NOTHING)
  })

  it('leaves the tokens of other terminals alone', async () => {
    const [shop, other] = [await aShop(database, server), await aShop(database, server)]
    const token = await other.device.token()
    await revoke(shop, false)
    await sleep(LEARNED_MS)
    expect(Object.values(await everywhere(token))).toEqual(Array.from({ length: 5 }, () => '200 ok'))
  })
})
