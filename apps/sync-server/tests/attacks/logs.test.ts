import { actorsOf, API } from '@mps/shared/api'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callEndpoint } from '../authorisation/call-endpoint.ts'
import { tokenFor } from '../authorisation/visitors.ts'
import { aWorld } from '../authorisation/world.ts'
import { aMember } from '../support/builders.ts'
import { aPayer } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { anAdminUser, codeOfApp } from '../support/users.ts'

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

/** Everything that went over the wire in these calls and must not be found again in a log line. */
const secrets: string[] = []
const note = (...texts: unknown[]) => secrets.push(...texts.filter((text): text is string => typeof text === 'string' && text.length > 3))

async function call(path: string, body?: object, token?: string): Promise<Record<string, unknown>> {
  const answer = await server.call(path, { ...(body && { body }), ...(token !== undefined && { token }) })
  return answer.body
}

it('writes no password, PIN, token, code, phone, e-mail or name, at the most talkative level', async () => {
  const person = { name: 'Lin Mei-Hua', phone: '+886955512345', email: 'mei-hua@example.com' }
  const member = await aMember(database, person)
  note(person.name, person.phone, person.email, member.password, 'a wrong password')
  for (const login of [person.phone, person.email, member.memberNo]) await call('/v1/me/session', { login, password: 'a wrong password' })
  const session = await call('/v1/me/session', { login: person.email, password: member.password })
  note(session['access_token'], session['refresh_token'])
  await call('/v1/me/password', { password: member.password, newPassword: 'brand new secret' }, String(session['access_token']))
  const next = await call('/v1/me/session/refresh', { refresh_token: session['refresh_token'] })
  note('brand new secret', next['access_token'], next['refresh_token'])

  const admin = await anAdminUser(database)
  const first = await call('/v1/sessions', { login: admin.login, password: admin.password })
  const token = String(first['access_token'])
  const totp = await call('/v1/account/totp', { password: admin.password }, token)
  const codes = totp['recoveryCodes'] as string[]
  const code = codeOfApp(String(totp['secret']))
  await call('/v1/account/totp/confirm', { totp: code }, token)
  await call('/v1/sessions', { login: admin.login, password: admin.password, recoveryCode: codes[0] })
  note(admin.login, admin.password, token, first['refresh_token'], totp['secret'], totp['uri'], ...codes)

  const payer = await aPayer(database, server)
  const shown = await payer.code()
  note(shown.code, payer.cardNo)

  const lines = server.log.join('\n')
  // It did log these calls: what is not there was left out, and not never written.
  expect(lines).toContain('credentials_wrong')
  expect(secrets.filter((secret) => lines.includes(secret))).toEqual([])
})

it('writes none of them for any endpoint, whoever calls it', async () => {
  const world = await aWorld(database, server)
  const person = { phone: '+886955598765', email: 'wei@example.com' }
  await database.owner.query('update app.member_profiles set phone = $2, email = $3 where id = $1', [
    world.member.memberId,
    person.phone,
    person.email,
  ])
  const hidden = [person.phone, person.email, world.card.cardNo, world.member.password]
  // Admins come last: they suspend and erase the others.
  for (const role of ['terminal', 'member', 'manager', 'admin'] as const) {
    const actor = role === 'manager' ? 'merchant:manager' : role
    for (const endpoint of Object.values(API).filter((each) => actorsOf(each).includes(actor))) {
      const token = await tokenFor(role, world, server, database)
      hidden.push(token)
      await callEndpoint(server, endpoint, world, token, role)
    }
  }
  const lines = server.log.join('\n')
  expect(hidden.filter((secret) => lines.includes(secret))).toEqual([])
  // What the audit trail keeps for ever is searched as well.
  const { rows } = await database.owner.query<{ trail: string }>(`select string_agg(e::text, ' ') as trail from audit.event_log e`)
  expect([...hidden, ...secrets].filter((secret) => rows[0]!.trail.includes(secret))).toEqual([])
})
