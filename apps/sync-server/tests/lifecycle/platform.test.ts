import { readFile } from 'node:fs/promises'
import { CodeSigningKeys, MembershipLevels } from '@mps/shared/platform'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openKeyStore } from '../../src/secrets.ts'
import { type Api, apiAs, verdict } from '../support/api.ts'
import { aMember, aCard } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { adminToken } from '../support/tokens.ts'

let database: TestDatabase
let server: TestServer
let admin: Api
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  admin = apiAs(server, await adminToken(server, database))
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const level = (n: number, minPoints: number, maxPoints: number | null, discount = 1000) => ({
  level: n,
  name: `Level ${n}`,
  minPoints,
  maxPoints,
  discount,
})

it('moves a boundary between two levels at once, and refuses ranges that overlap, with the table unchanged', async () => {
  const before = MembershipLevels.parse((await admin.get('/v1/admin/levels')).body)
  expect(verdict(await admin.put('/v1/admin/levels', { levels: [level(1, 0, 1000), level(2, 1000, null)] }))).toBe('409 ranges_overlap')
  expect((await admin.get('/v1/admin/levels')).body).toEqual(before)
  const moved = [level(1, 0, 1499), level(2, 1500, null, 950)]
  expect(verdict(await admin.put('/v1/admin/levels', { levels: moved }))).toBe('204')
  expect((await admin.get('/v1/admin/levels')).body).toEqual({ levels: moved })
  for (const levels of [[], [level(1, 5, 4)], [level(1, 0, 9), level(1, 10, null)], [level(1, 0, 9, 1001)]]) {
    expect(verdict(await admin.put('/v1/admin/levels', { levels }))).toBe('422 validation_failed')
  }
})

it('changes settings, and the currency no more once anything was posted', async () => {
  expect(verdict(await admin.patch('/v1/admin/settings', { codeTtlS: 600, offlineLimitSteps: [0, 1, 2, 3, 4] }))).toBe('204')
  expect((await admin.get('/v1/admin/settings')).body).toMatchObject({ codeTtlS: 600, offlineLimitSteps: [0, 1, 2, 3, 4], currency: 'TWD' })
  expect(verdict(await admin.patch('/v1/admin/settings', { offlineLimitSteps: [0, 2, 1, 3, 4] }))).toBe('422 validation_failed')
  const limits = { rechargeMin: 50_00, rechargeMax: 500_00, cardBalanceCeiling: 2000_00, rechargeApprovalAbove: 100_00, voidLeaveS: 60 }
  expect(verdict(await admin.patch('/v1/admin/settings', limits))).toBe('204')
  expect((await admin.get('/v1/admin/settings')).body).toMatchObject(limits)
  expect(verdict(await admin.patch('/v1/admin/settings', { rechargeMax: 2000_01 }))).toBe('422 validation_failed')
  const { memberId } = await aMember(database)
  await aCard(database, { ownerId: memberId, balance: 1_00 })
  expect(verdict(await admin.patch('/v1/admin/settings', { currency: 'JPY' }))).toBe('409 state_conflict')
})

it('publishes a new signing key seven days before it is used, keeps it in the file, and retires none that is in use', async () => {
  const [current] = CodeSigningKeys.parse((await admin.get('/v1/admin/signing-keys')).body).keys
  const tooSoon = new Date(Date.now() + 6 * 24 * 3600_000).toISOString()
  expect(verdict(await admin.post('/v1/admin/signing-keys', { validFrom: tooSoon }))).toBe('422 validation_failed')
  const made = await admin.post('/v1/admin/signing-keys', {})
  expect(made.status).toBe(201)
  expect(verdict(await admin.post('/v1/admin/signing-keys', {}))).toBe('409 state_conflict')
  expect(server.context.keys.codeSigningKey().keyId).toBe(current?.keyId)
  const { file } = server.context.config.secrets
  const restarted = await openKeyStore({ file })
  expect(restarted.codeSigningKey(new Date(Date.now() + 8 * 24 * 3600_000)).keyId).toBe(made.body['keyId'])
  expect(JSON.stringify(made.body)).not.toContain(
    (JSON.parse(await readFile(file, 'utf8')) as { codeSigningKeys: { privateKey: string }[] }).codeSigningKeys[1]!.privateKey,
  )
  expect(verdict(await admin.post(`/v1/admin/signing-keys/${current?.keyId}/retire`))).toBe('409 state_conflict')
  // Its successor has been in use for longer than any code lives.
  await database.owner.query(`update auth.signing_keys set valid_from = valid_from - interval '30 days'`)
  expect(verdict(await admin.post(`/v1/admin/signing-keys/${current?.keyId}/retire`))).toBe('204')
})
