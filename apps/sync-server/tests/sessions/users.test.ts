import { UserSession } from '@mps/shared'
import { decodeJwt } from 'jose'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aMerchant } from '../support/builders.ts'
import { codeOf } from '../support/code-of.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts'
import { aMerchantLogin, anAdminUser, type User } from '../support/users.ts'

let database: TestDatabase
let server: TestServer
let other: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  other = await startTestServer(database.appUrl, (config) => ({ ...config, secrets: server.context.config.secrets }))
})
afterAll(async () => {
  await other.stop()
  await server.stop()
  await database.drop()
})

const signIn = ({ login, password }: Pick<User, 'login' | 'password'>, more: object = {}, at = server) =>
  at.call('/v1/sessions', { body: { login, password, ...more } })
const sessionOf = (answer: Answer) => UserSession.parse(answer.body)
const mine = async (token: string, at = server) => codeOf(await at.call('/v1/sessions', { token }))

describe('a merchant’s user', () => {
  it('signs in for the merchant, in the role that it has there', async () => {
    for (const role of ['manager', 'cashier'] as const) {
      const user = await aMerchantLogin(database, role)
      const session = sessionOf(await signIn(user))
      expect(session).toMatchObject({
        kind: 'user',
        merchant: { id: user.merchantId, role },
        mustEnrolSecondFactor: false,
        expires_in: 900,
      })
      expect(decodeJwt(session.access_token)).toMatchObject({
        aud: 'mps-sync-server/user',
        sub: user.userId,
        merchantId: user.merchantId,
        role,
      })
    }
  })

  it('of two merchants chooses one, and goes on for the other', async () => {
    const user = await aMerchantLogin(database, 'manager')
    const second = await aMerchant(database)
    await database.owner.query(`insert into app.merchant_users (merchant_id, user_id, role) values ($1, $2, 'cashier')`, [
      second.merchantId,
      user.userId,
    ])
    const first = sessionOf(await signIn(user))
    expect(first.merchants.map(({ id }) => id)).toEqual([user.merchantId, second.merchantId])
    expect(first.merchant?.id).toBe(user.merchantId)
    const body = { refresh_token: first.refresh_token, merchantId: second.merchantId }
    const next = sessionOf(await server.call('/v1/sessions/refresh', { body }))
    expect(next.merchant).toMatchObject({ id: second.merchantId, role: 'cashier' })
    expect(sessionOf(await signIn(user, { merchantId: second.merchantId })).merchant?.id).toBe(second.merchantId)
  })

  it('cannot go on for a merchant that it does not work for, and keeps its session', async () => {
    const user = await aMerchantLogin(database, 'manager')
    const foreign = await aMerchant(database)
    expect(codeOf(await signIn(user, { merchantId: foreign.merchantId }))).toBe('403 forbidden')
    const { refresh_token } = sessionOf(await signIn(user))
    const refused = await server.call('/v1/sessions/refresh', { body: { refresh_token, merchantId: foreign.merchantId } })
    expect(codeOf(refused)).toBe('401 unauthenticated')
    expect(codeOf(await server.call('/v1/sessions/refresh', { body: { refresh_token } }))).toBe('200 ok')
  })

  it('is refused without a role, without a password, suspended, or of a suspended merchant', async () => {
    const dismissed = await aMerchantLogin(database, 'manager')
    await database.owner.query('delete from app.merchant_users where user_id = $1', [dismissed.userId])
    expect(codeOf(await signIn(dismissed))).toBe('403 forbidden')

    const suspended = await aMerchantLogin(database, 'cashier')
    await database.owner.query(`update auth.users set status = 'suspended' where id = $1`, [suspended.userId])
    expect(codeOf(await signIn(suspended))).toBe('403 forbidden')
    expect(codeOf(await signIn({ ...suspended, password: 'wrong' }))).toBe('401 credentials_wrong')

    const closed = await aMerchantLogin(database, 'manager')
    await database.owner.query(`update app.merchants set status = 'suspended', blocked_at = now() where id = $1`, [closed.merchantId])
    expect(codeOf(await signIn(closed))).toBe('403 forbidden')

    const { cashierId } = await aMerchant(database)
    const { rows } = await database.owner.query<{ login: string }>('select login from auth.users where id = $1', [cashierId])
    expect(codeOf(await signIn({ login: rows[0]!.login, password: 'anything' }))).toBe('401 credentials_wrong')
  })

  const blows: [string, string][] = [
    ['is suspended', `update auth.users set status = 'suspended' where id = $1`],
    ['loses the role', 'delete from app.merchant_users where user_id = $1'],
    ['gets another role', `update app.merchant_users set role = 'cashier' where user_id = $1`],
    [
      'works for a merchant that is suspended',
      `update app.merchants set status = 'suspended', blocked_at = now() where id = (select merchant_id from app.merchant_users where user_id = $1)`,
    ],
  ]
  it.each(blows)('is signed out everywhere once it %s', async (_title, blow) => {
    const user = await aMerchantLogin(database, 'manager')
    const { access_token: token, refresh_token } = sessionOf(await signIn(user))
    expect(await mine(token)).toBe('200 ok')
    await database.owner.query(blow, [user.userId])
    await sleep(1200)
    expect([await mine(token), await mine(token, other)]).toEqual(['401 unauthenticated', '401 unauthenticated'])
    expect(codeOf(await server.call('/v1/sessions/refresh', { body: { refresh_token } }))).toBe('401 unauthenticated')
  })
})

describe('signing out', () => {
  it('ends the session and makes its tokens worthless at once', async () => {
    const user = await aMerchantLogin(database, 'manager')
    const [here, there] = [sessionOf(await signIn(user)), sessionOf(await signIn(user))]
    const answer = await server.call('/v1/sessions/current', { method: 'DELETE', token: here.access_token })
    expect(answer.body).toEqual({ ended: 1 })
    expect(await mine(here.access_token)).toBe('401 unauthenticated')
    expect(codeOf(await server.call('/v1/sessions/refresh', { body: { refresh_token: here.refresh_token } }))).toBe('401 unauthenticated')
    expect(await mine(there.access_token)).toBe('200 ok')
  })

  it('everywhere ends them all, and nobody else’s', async () => {
    const [user, bystander] = [await aMerchantLogin(database, 'manager'), await aMerchantLogin(database, 'manager')]
    const sessions = [sessionOf(await signIn(user)), sessionOf(await signIn(user)), sessionOf(await signIn(user))]
    const spared = sessionOf(await signIn(bystander))
    const answer = await server.call('/v1/sessions', { method: 'DELETE', token: sessions[0]!.access_token })
    expect(answer.body).toEqual({ ended: 3 })
    for (const { access_token: token } of sessions) expect(await mine(token)).toBe('401 unauthenticated')
    expect(await mine(spared.access_token)).toBe('200 ok')
  })

  it('of one session by its id leaves the others, and a stranger’s id ends nothing', async () => {
    const [user, stranger] = [await aMerchantLogin(database, 'manager'), await aMerchantLogin(database, 'manager')]
    const [here, there] = [sessionOf(await signIn(user)), sessionOf(await signIn(user))]
    const { sid } = decodeJwt(there.access_token)
    const strangers = sessionOf(await signIn(stranger))
    const end = (token: string) => server.call(`/v1/sessions/${String(sid)}`, { method: 'DELETE', token })
    expect((await end(strangers.access_token)).body).toEqual({ ended: 0 })
    expect(await mine(there.access_token)).toBe('200 ok')
    expect((await end(here.access_token)).body).toEqual({ ended: 1 })
    expect([await mine(here.access_token), await mine(there.access_token)]).toEqual(['200 ok', '401 unauthenticated'])
  })
})

describe('an attempt on a login', () => {
  it('is counted over all instances, and locks for longer each time', async () => {
    const user = await aMerchantLogin(database, 'manager')
    for (let i = 0; i < 5; i++) {
      expect(codeOf(await signIn({ ...user, password: 'wrong' }, {}, i % 2 ? other : server))).toBe('401 credentials_wrong')
    }
    const locked = await signIn(user, {}, other)
    expect(codeOf(locked)).toBe('429 locked_out')
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(14 * 60)
    await database.owner.query(`update auth.login_attempts set locked_until = now() where locked_until is not null`)
    expect(codeOf(await signIn({ ...user, password: 'wrong' }))).toBe('401 credentials_wrong')
    expect(Number((await signIn(user)).headers.get('retry-after'))).toBeGreaterThan(29 * 60)
    await database.owner.query(`update auth.login_attempts set locked_until = now() where locked_until is not null`)
    expect(codeOf(await signIn(user))).toBe('200 ok')
    expect(codeOf(await signIn({ ...user, password: 'wrong' }))).toBe('401 credentials_wrong')
    expect(codeOf(await signIn(user))).toBe('200 ok')
  })

  it('by an unknown login is answered, counted and noted as any other', async () => {
    const unknown = { login: 'nobody-at-all', password: 'wrong' }
    const known = { ...(await aMerchantLogin(database, 'manager')), password: 'wrong' }
    const shape = async (user: Pick<User, 'login' | 'password'>) => {
      const { status, body } = await signIn(user)
      return { status, body: { ...body, requestId: '' } }
    }
    const noted = async () => {
      const { rowCount } = await database.owner.query(
        `select from audit.event_log where action = 'user.sign_in_failed' and object_id is null`,
      )
      return rowCount ?? 0
    }
    const before = await noted()
    for (let i = 0; i < 6; i++) expect(await shape(unknown)).toEqual(await shape(known))
    expect((await noted()) - before).toBe(5)
    const { rows: stored } = await database.owner.query<{ text: string }>(
      `select string_agg(a::text, ' ') as text from auth.login_attempts a`,
    )
    expect(stored[0]!.text).not.toContain('nobody-at-all')
  })
})

describe('changing the password', () => {
  const change = (token: string, body: object) => server.call('/v1/account/password', { token, body })

  it('takes the old one, ends the other sessions and keeps this one', async () => {
    const user = await aMerchantLogin(database, 'manager')
    const [here, there] = [sessionOf(await signIn(user)), sessionOf(await signIn(user))]
    const newPassword = 'another good password'
    expect(codeOf(await change(here.access_token, { password: user.password, newPassword }))).toBe('204 ok')
    expect([await mine(here.access_token), await mine(there.access_token)]).toEqual(['200 ok', '401 unauthenticated'])
    expect(codeOf(await signIn(user))).toBe('401 credentials_wrong')
    expect(codeOf(await signIn({ ...user, password: newPassword }))).toBe('200 ok')
    const { rows } = await database.owner.query<{ hash: string }>('select password_hash as hash from auth.users where id = $1', [
      user.userId,
    ])
    expect(rows[0]!.hash).toMatch(/^\$2b\$12\$/)
  })

  it('is refused with a wrong old one, which counts as a failed sign-in', async () => {
    const user = await aMerchantLogin(database, 'manager')
    const { access_token: token } = sessionOf(await signIn(user))
    const body = { password: 'wrong', newPassword: 'another good password' }
    for (let i = 0; i < 5; i++) expect(codeOf(await change(token, body))).toBe('401 credentials_wrong')
    expect(codeOf(await change(token, { ...body, password: user.password }))).toBe('429 locked_out')
    expect(codeOf(await signIn(user))).toBe('429 locked_out')
  })

  it.each([['short'], ['aaaaaaaaaaaaaaaa'], ['x'.repeat(73)], ['密'.repeat(25)]])('refuses %s', async (newPassword) => {
    const user = await aMerchantLogin(database, 'manager')
    const { access_token: token } = sessionOf(await signIn(user))
    expect(codeOf(await change(token, { password: user.password, newPassword }))).toBe('422 validation_failed')
  })
})

it('gives an admin without a second factor nothing but the means to enrol one', async () => {
  const admin = await anAdminUser(database)
  const session = sessionOf(await signIn(admin))
  expect(session).toMatchObject({ kind: 'user', merchant: null, mustEnrolSecondFactor: true })
  expect(await mine(session.access_token)).toBe('200 ok')
  expect(decodeJwt(session.access_token)).toMatchObject({ aud: 'mps-sync-server/user' })
})
