import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, asMember, asMerchantUser, asServer, asTerminal, type Database } from '../../src/db/transactions.ts'
import { withRequestId } from '../../src/http/request-context.ts'
import { aMember } from '../support/builders.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'

const ACTOR = '01890000-0000-7000-8000-000000000aaa'
const MERCHANT = '01890000-0000-7000-8000-000000000bbb'

describe('a transaction in the name of an actor', () => {
  let database: TestDatabase
  let db: Database

  beforeAll(async () => {
    database = await createTestDatabase()
    db = database.admin
  })
  afterAll(() => database.drop())

  const whoAmI = async (client: pg.ClientBase) => {
    const { rows } = await client.query<Record<string, string>>(
      `select current_user::text as role, current_setting('sec.actor_id', true) as actor, current_setting('sec.merchant_id', true) as merchant,
        current_setting('sec.request_id', true) as request, current_setting('statement_timeout') as timeout`,
    )
    return rows[0]
  }

  it('has the role and the actor that its name says', async () => {
    expect(await asTerminal(db, ACTOR, whoAmI)).toMatchObject({ role: 'mps_terminal', actor: ACTOR })
    expect(await asMember(db, ACTOR, whoAmI)).toMatchObject({ role: 'mps_member', actor: ACTOR })
    expect(await asAdmin(db, ACTOR, whoAmI)).toMatchObject({ role: 'mps_admin', actor: ACTOR })
    expect(await asServer(db, whoAmI)).toMatchObject({ role: 'mps_server' })
    const user = { userId: ACTOR, merchantId: MERCHANT }
    expect(await asMerchantUser(db, user, whoAmI)).toMatchObject({ role: 'mps_merchant', actor: ACTOR, merchant: MERCHANT })
  })

  it('carries the request id and the time limit', async () => {
    const seen = await withRequestId('request-0001', () => asMember(db, ACTOR, whoAmI))
    expect(seen).toMatchObject({ request: 'request-0001', timeout: '30s' })
  })

  it('leaves nothing of the actor on the connection', async () => {
    await asMerchantUser(db, { userId: ACTOR, merchantId: MERCHANT }, whoAmI)
    await asMember(db, ACTOR, () => Promise.reject(new Error('on purpose'))).catch(() => {})
    for (const client of await Promise.all([1, 2, 3, 4].map(() => db.pool.connect()))) {
      expect(await whoAmI(client)).toMatchObject({ role: 'mps_server', actor: expect.not.stringContaining(ACTOR), timeout: '0' })
      client.release()
    }
  })

  it('cannot be talked into another role or statement by an actor id', async () => {
    const hostile = `'; reset role; drop schema app cascade; --`
    expect(await asMember(db, hostile, whoAmI)).toMatchObject({ role: 'mps_member', actor: hostile })
  })

  it('keeps all of its work, or after an error none', async () => {
    const count = async () => (await database.owner.query('select from app.member_profiles')).rowCount
    const before = (await count()) ?? 0
    const create = (client: pg.ClientBase) => client.query(`select app.create_member_profile('Someone')`)
    await asAdmin(db, PLATFORM_ADMIN, create)
    expect(await count()).toBe(before + 1)
    const failing = asAdmin(db, PLATFORM_ADMIN, async (client) => {
      await create(client)
      throw new Error('on purpose')
    })
    await expect(failing).rejects.toThrow('on purpose')
    expect(await count()).toBe(before + 1)
  })

  it('reports a failure that its work swallowed, instead of losing the work in silence', async () => {
    const swallowing = asAdmin(db, PLATFORM_ADMIN, async (client) => {
      await client.query('select nonsense').catch(() => {})
    })
    await expect(swallowing).rejects.toThrow('rolled back')
  })

  it('writes no table directly, whoever the actor is', async () => {
    const { memberId } = await aMember(database)
    const update = (client: pg.ClientBase) => client.query(`update app.member_profiles set name = 'Mallory' where id = $1`, [memberId])
    for (const as of [asTerminal, asMember, asAdmin]) {
      await expect(as(db, memberId, update)).rejects.toMatchObject({ code: '42501' })
    }
    await expect(asServer(db, update)).rejects.toMatchObject({ code: '42501' })
  })
})
