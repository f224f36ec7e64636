import { TotpEnrolment, UserSession } from '@mps/shared'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOf } from '../support/code-of.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { anAdminUser, codeOfApp, type User } from '../support/users.ts'

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

let admin: User
let enrolment: TotpEnrolment
const signIn = (factor: object = {}, user = admin) =>
  server.call('/v1/sessions', { body: { login: user.login, password: user.password, ...factor } })
const tokenOf = async (factor: object = {}) => UserSession.parse((await signIn(factor)).body).access_token
const begin = (token: string, password = admin.password) => server.call('/v1/account/totp', { token, body: { password } })
const confirm = (token: string, totp: string) => server.call('/v1/account/totp/confirm', { token, body: { totp } })

/** Lets the app's present codes be used again, as if half a minute had passed. */
async function aMomentLater(): Promise<void> {
  await database.owner.query('update auth.totp_secrets set last_step = last_step - 4')
}

describe('enrolling an authenticator app', () => {
  beforeEach(async () => {
    admin = await anAdminUser(database)
  })

  it('shows a secret and a text for the QR, and counts from its first confirmed code on', async () => {
    const token = await tokenOf()
    enrolment = TotpEnrolment.parse((await begin(token)).body)
    expect(enrolment.uri).toMatch(/^otpauth:\/\/totp\/MPS:.*secret=[A-Z2-7]{32}/)
    expect(new Set(enrolment.recoveryCodes).size).toBe(10)
    // Not confirmed yet: the password is enough, as before.
    expect(codeOf(await signIn())).toBe('200 ok')
    expect(codeOf(await confirm(token, codeOfApp(enrolment.secret)))).toBe('204 ok')
    expect(codeOf(await signIn())).toBe('401 second_factor_required')
    expect(codeOf(await begin(token))).toBe('409 state_conflict')
  })

  it('needs the password again, and the right code', async () => {
    const token = await tokenOf()
    expect(codeOf(await begin(token, 'wrong'))).toBe('401 credentials_wrong')
    expect(codeOf(await confirm(token, '000000'))).toBe('409 state_conflict')
    const { secret } = TotpEnrolment.parse((await begin(token)).body)
    expect(codeOf(await confirm(token, codeOfApp(secret, 10)))).toBe('401 second_factor_wrong')
    expect(codeOf(await signIn())).toBe('200 ok')
  })

  it('stores the secret sealed, and bound to its user', async () => {
    const { secret } = TotpEnrolment.parse((await begin(await tokenOf())).body)
    const other = await anAdminUser(database)
    const { rows } = await database.owner.query<{ sealed: string }>(
      `insert into auth.totp_secrets (user_id, sealed_secret, confirmed_at)
       select $2, sealed_secret, now() from auth.totp_secrets where user_id = $1 returning encode(sealed_secret, 'base64') as sealed`,
      [admin.userId, other.userId],
    )
    expect(rows[0]!.sealed).not.toContain(secret)
    expect(codeOf(await signIn({ totp: codeOfApp(secret) }, other))).toBe('401 second_factor_wrong')
  })
})

describe('signing in with an authenticator app', () => {
  beforeEach(async () => {
    admin = await anAdminUser(database)
    const token = await tokenOf()
    enrolment = TotpEnrolment.parse((await begin(token)).body)
    await confirm(token, codeOfApp(enrolment.secret))
    await aMomentLater()
  })

  it('makes an admin of an admin', async () => {
    const session = UserSession.parse((await signIn({ totp: codeOfApp(enrolment.secret) })).body)
    expect(session).toMatchObject({ kind: 'admin', mustEnrolSecondFactor: false })
    expect(decodeJwt(session.access_token)).toMatchObject({ aud: 'mps-sync-server/admin', sub: admin.userId })
    const next = UserSession.parse((await server.call('/v1/sessions/refresh', { body: { refresh_token: session.refresh_token } })).body)
    expect(next.kind).toBe('admin')
  })

  it('takes a code once, however many try it at the same moment', async () => {
    const totp = codeOfApp(enrolment.secret)
    const answers = await Promise.all(Array.from({ length: 4 }, () => signIn({ totp })))
    expect(answers.map(codeOf).toSorted()).toEqual(['200 ok', ...Array.from({ length: 3 }, () => '401 second_factor_wrong')])
    expect(codeOf(await signIn({ totp: codeOfApp(enrolment.secret, -1) }))).toBe('401 second_factor_wrong')
  })

  it('takes the code of the step before and after, and none further away', async () => {
    expect(codeOf(await signIn({ totp: codeOfApp(enrolment.secret, -3) }))).toBe('401 second_factor_wrong')
    expect(codeOf(await signIn({ totp: codeOfApp(enrolment.secret, 3) }))).toBe('401 second_factor_wrong')
    expect(codeOf(await signIn({ totp: codeOfApp(enrolment.secret, 1) }))).toBe('200 ok')
  })

  it('counts wrong codes as failures, and asking for the code as none', async () => {
    for (let i = 0; i < 7; i++) expect(codeOf(await signIn())).toBe('401 second_factor_required')
    for (let i = 0; i < 5; i++) {
      expect(codeOf(await signIn())).toBe('401 second_factor_required')
      expect(codeOf(await signIn({ totp: codeOfApp(enrolment.secret, 20 + i) }))).toBe('401 second_factor_wrong')
    }
    expect(codeOf(await signIn({ totp: codeOfApp(enrolment.secret) }))).toBe('429 locked_out')
  })

  it('takes each recovery code once in its place', async () => {
    const [recoveryCode, second] = enrolment.recoveryCodes
    expect(codeOf(await signIn({ recoveryCode }))).toBe('200 ok')
    expect(codeOf(await signIn({ recoveryCode }))).toBe('401 second_factor_wrong')
    expect(codeOf(await signIn({ recoveryCode: second }))).toBe('200 ok')
  })

  it('ends when the app is removed, for the password and a code', async () => {
    const token = await tokenOf({ totp: codeOfApp(enrolment.secret) })
    await aMomentLater()
    const remove = (body: object) => server.call('/v1/account/totp/remove', { token, body })
    expect(codeOf(await remove({ password: admin.password }))).toBe('401 second_factor_required')
    expect(codeOf(await remove({ password: 'wrong', totp: codeOfApp(enrolment.secret) }))).toBe('401 credentials_wrong')
    expect(codeOf(await remove({ password: admin.password, totp: codeOfApp(enrolment.secret) }))).toBe('204 ok')
    expect(UserSession.parse((await signIn()).body)).toMatchObject({ kind: 'user', mustEnrolSecondFactor: true })
  })
})
