import { declare } from '@mps/shared/api'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { implement } from '../../src/http/implement.ts'
import { ProblemError } from '../../src/problem.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { adminToken } from '../support/tokens.ts'
import { startApi } from './api-app.ts'

const Created = z.object({ id: z.uuid() })
const api = declare('Test', {
  createMember: {
    method: 'POST',
    path: '/v1/admin/test-members',
    actor: 'admin',
    summary: 'Creates a member',
    query: z.strictObject({ note: z.string().optional() }),
    body: z.strictObject({ name: z.string(), phone: z.string().optional() }),
    answers: { 201: Created },
    problems: ['state_conflict'],
    idempotent: 'required',
  },
  renameNothing: {
    method: 'POST',
    path: '/v1/admin/test-nothing',
    actor: 'admin',
    summary: 'Answers with nothing',
    answers: { 204: { kind: 'nothing' } },
    idempotent: true,
  },
})

describe('a write under an Idempotency-Key', () => {
  let database: TestDatabase
  let server: TestServer
  let app: Awaited<ReturnType<typeof startApi>>
  let token: string
  /** What stands between the work and the answer, set by a test. */
  let meanwhile: () => Promise<void>
  let keys = 0
  const aKey = () => `key-${process.pid}-${++keys}`
  const members = async () => (await database.owner.query('select from app.member_profiles')).rowCount ?? 0

  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startTestServer(database.appUrl)
    const handlers = implement(api, {
      createMember: ({ body, transact }) =>
        transact(async (client) => {
          const { rows } = await client.query<{ id: string }>('select app.create_member_profile($1) as id', [body.name])
          await meanwhile()
          if (body.phone === 'taken') throw new ProblemError('state_conflict')
          return { id: rows[0]!.id }
        }),
      renameNothing: async ({ transact }) => transact(async () => {}),
    })
    app = await startApi(server.context, handlers)
    token = await adminToken(server, database)
  })
  afterAll(async () => {
    await app.stop()
    await server.stop()
    await database.drop()
  })
  beforeEach(() => {
    meanwhile = () => Promise.resolve()
  })

  const create = (key: string | null, body: unknown = { name: 'Lin' }, { as = token, query = '' } = {}) =>
    app.call(`/v1/admin/test-members${query}`, { body, token: as, headers: key === null ? {} : { 'idempotency-key': key } })

  it('is done once, and answered with the first answer, marked as a replay', async () => {
    const before = await members()
    const key = aKey()
    const first = await create(key)
    expect(first.status).toBe(201)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    const second = await create(key)
    expect([second.status, second.text]).toEqual([201, first.text])
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(await members()).toBe(before + 1)
  })

  it('takes the quoted form of the draft, and fields in another order, for the same', async () => {
    const key = aKey()
    const first = await create(key, { name: 'Wu', phone: '1' })
    const second = await create(`"${key}"`, { phone: '1', name: 'Wu' })
    expect(second.text).toBe(first.text)
  })

  it.each([
    ['another body', { name: 'Chang' }, ''],
    ['a field more', { name: 'Lin', phone: '1' }, ''],
    ['another query', { name: 'Lin' }, '?note=2'],
  ])('refuses a key that was used with %s', async (_what, body, query) => {
    const key = aKey()
    await create(key)
    const before = await members()
    const answer = await create(key, body, { query })
    expect(answer.body).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
    expect(await members()).toBe(before)
  })

  it('refuses the second while the first still runs', async () => {
    const key = aKey()
    const entered = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    meanwhile = () => {
      entered.resolve()
      return go.promise
    }
    const first = create(key)
    await entered.promise
    const second = await create(key)
    expect(second.body).toMatchObject({ status: 409, code: 'idempotency_in_progress' })
    expect(second.headers.get('retry-after')).toBe('1')
    go.resolve()
    expect((await first).status).toBe(201)
    expect((await create(key)).headers.get('idempotency-replayed')).toBe('true')
  })

  it('is done once, whoever comes first, when sent many times at once', async () => {
    const before = await members()
    const key = aKey()
    const answers = await Promise.all(Array.from({ length: 12 }, () => create(key)))
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ text }) => text)).size).toBe(1)
    expect(await members()).toBe(before + 1)
  })

  it('leaves neither work nor answer where it dies between the two', async () => {
    const before = await members()
    const key = aKey()
    meanwhile = async () => {
      await database.owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'mps_server' and state <> 'idle'`,
      )
    }
    expect((await create(key)).body).toMatchObject({ status: 503, code: 'database_unavailable' })
    expect(await members()).toBe(before)
    meanwhile = () => Promise.resolve()
    const again = await create(key)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, null])
    expect(await members()).toBe(before + 1)
  })

  it('keeps a refusal that the same request would meet again, and nothing of its work', async () => {
    const before = await members()
    const key = aKey()
    const first = await create(key, { name: 'Lin', phone: 'taken' })
    expect(first.body).toMatchObject({ status: 409, code: 'state_conflict' })
    const second = await create(key, { name: 'Lin', phone: 'taken' })
    expect(second.text).toBe(first.text)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(second.headers.get('content-type')).toContain('application/problem+json')
    expect(await members()).toBe(before)
  })

  it('belongs to one actor: another with the same key is another request', async () => {
    const key = aKey()
    const other = await adminToken(server, database)
    const first = await create(key)
    const second = await create(key, { name: 'Lin' }, { as: other })
    expect(second.status).toBe(201)
    expect(second.text).not.toBe(first.text)
  })

  it('answers again without a body', async () => {
    const headers = { 'idempotency-key': aKey() }
    const call = () => app.call('/v1/admin/test-nothing', { method: 'POST', token, headers })
    const answers = [await call(), await call()]
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [204, ''],
      [204, ''],
    ])
    expect(answers[1]?.headers.get('idempotency-replayed')).toBe('true')
  })

  it('demands a key where the endpoint does, and one that is well formed', async () => {
    expect((await create(null)).body).toMatchObject({ status: 400, code: 'idempotency_key_missing' })
    for (const key of ['short', 'x'.repeat(201), 'with a space', '""']) {
      expect((await create(key)).body).toMatchObject({ status: 400, code: 'idempotency_key_malformed' })
    }
    expect((await app.call('/v1/admin/test-nothing', { method: 'POST', token })).status).toBe(204)
  })

  it('is forgotten after 48 hours, and not before', async () => {
    const key = aKey()
    const first = await create(key)
    const age = (hours: number) =>
      database.owner.query(
        `update app.request_keys set created_at = clock_timestamp() - make_interval(hours => $2) where idempotency_key = $1`,
        [key, hours],
      )
    await age(47)
    await server.context.pool.query('select app.purge_request_keys()')
    expect((await create(key)).text).toBe(first.text)
    await age(49)
    const later = await create(key)
    expect(later.text).not.toBe(first.text)
    expect((await create(key)).text).toBe(later.text)
    await age(49)
    const { rows } = await server.context.pool.query<{ gone: number }>('select app.purge_request_keys() as gone')
    expect(rows[0]?.gone).toBe(1)
  })
})
