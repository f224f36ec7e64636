import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MemberCards, TerminalConfig } from '@mps/shared'
import { asMember } from '../../src/db/transactions.ts'
import { codeOf } from '../support/code-of.ts'
import { pgbouncerBinary, type Pooler, startPgbouncer } from '../support/pgbouncer.ts'
import { aPayer, aShop, ledgerFaults, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { adminToken, memberTokenOf } from '../support/tokens.ts'

const BINARY = pgbouncerBinary()
if (!BINARY)
  console.warn(
    '\n*** SKIPPED: no pgbouncer on this machine (Debian: apt-get install pgbouncer). Nothing proves here that a pooler may stand between. ***\n',
  )

const CONNECTIONS = 3
const PAIRS = 6

describe.skipIf(!BINARY)('behind PgBouncer in transaction mode, with fewer connections than requests', () => {
  let database: TestDatabase
  let pooler: Pooler
  let server: TestServer
  let shops: Shop[]
  let payers: Payer[]

  beforeAll(async () => {
    database = await createTestDatabase()
    pooler = await startPgbouncer(BINARY ?? '', database.appUrl, CONNECTIONS)
    server = await startTestServer(pooler.url)
    shops = await Promise.all(Array.from({ length: PAIRS }, () => aShop(database, server)))
    payers = await Promise.all(Array.from({ length: PAIRS }, () => aPayer(database, server, { balance: 1000_00 })))
  })
  afterAll(async () => {
    await server.stop()
    await pooler.stop()
    await database.drop()
  })

  it('really goes through it', async () => {
    const { rows } = await database.owner.query<{ connections: number }>(
      `select count(*)::int as connections from pg_stat_activity where datname = current_database() and application_name = 'mps-sync-server'`,
    )
    expect(rows[0]!.connections).toBeGreaterThan(0)
    expect(rows[0]!.connections).toBeLessThanOrEqual(CONNECTIONS)
  })

  it('shows each of many actors at once their own, and nobody else’s', async () => {
    const tokens = await Promise.all(payers.map((payer) => memberTokenOf(server, payer)))
    const devices = await Promise.all(shops.map(({ device }) => device.token()))
    const asMembers = payers.flatMap((payer, i) =>
      Array.from({ length: 10 }, async () => {
        const { cards } = MemberCards.parse((await server.call('/v1/me/cards', { token: tokens[i]! })).body)
        expect(cards.map(({ id }) => id)).toEqual([payer.cardId])
      }),
    )
    const asTerminals = shops.flatMap(({ device }, i) =>
      Array.from({ length: 10 }, async () => {
        const config = TerminalConfig.parse((await server.call('/v1/terminal/config', { token: devices[i]! })).body)
        expect(config.terminal.id).toBe(device.terminalId)
      }),
    )
    await Promise.all([...asMembers, ...asTerminals])
  })

  it('settles racing charges once each, and keeps the ledger whole', async () => {
    const outcomes = await Promise.all(
      shops.map(async ({ till }, i) => {
        const payer = payers[i]!
        const charges = [await till.charge(await payer.code()), await till.charge(await payer.code())]
        const first = await Promise.all([till.send(server, charges), till.send(server, charges)])
        return first.flat().map(({ state }) => state)
      }),
    )
    expect(new Set(outcomes.flat())).toEqual(new Set(['settled']))
    const { rows } = await database.owner.query<{ count: number }>(`select count(*) from app.transactions where tx_type = 'payment'`)
    expect(rows).toEqual([{ count: 2 * PAIRS }])
    expect(await ledgerFaults(database.owner)).toEqual([])
  })

  it('leaves nothing of an actor, a role or a lock on a connection', async () => {
    const ctx = server.context
    await asMember(ctx, payers[0]!.memberId, () => Promise.reject(new Error('on purpose'))).catch(() => {})
    const looks = Array.from({ length: 4 * CONNECTIONS }, async () => {
      const { rows } = await ctx.pool.query<{ role: string; actor: string | null }>(
        `select current_user::text as role, nullif(current_setting('sec.actor_id', true), '') as actor`,
      )
      return rows[0]
    })
    expect(await Promise.all(looks)).toEqual(looks.map(() => ({ role: 'mps_server', actor: null })))
    const { rows } = await database.owner.query(
      `select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    )
    expect(rows).toEqual([])
  })

  it('signs in, refreshes and answers admins', async () => {
    const token = await adminToken(server, database)
    expect(codeOf(await server.call('/v1/admin/audit', { token }))).toBe('200 ok')
    expect(codeOf(await server.call('/v1/sessions', { token }))).toBe('200 ok')
    expect(codeOf(await server.call('/v1/sessions', { body: { login: 'nobody', password: 'x' } }))).toBe('401 credentials_wrong')
  })
})
