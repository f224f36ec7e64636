import { MerchantList, MerchantRoster, PolicyRevisions } from '@mps/shared/merchant'
import { TerminalGaps, TerminalState, TerminalStates } from '@mps/shared/terminal'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, apiAs, verdict } from '../support/api.ts'
import { auditOf, byServer } from '../support/as-actor.ts'
import { aDevice, aMerchant, aTerminal, pairDevice } from '../support/builders.ts'
import { aPayer, aShop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { Till } from '../support/till.ts'
import { adminToken, cashierToken, managerToken } from '../support/tokens.ts'

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

describe('merchants', () => {
  it('makes, finds, changes, suspends and reinstates one, with before and after in the audit trail', async () => {
    const made = await admin.post('/v1/admin/merchants', { code: 'corner-shop', name: 'Corner Shop', feePermyriad: 150 })
    const path = `/v1/admin/merchants/${String(made.body['id'])}`
    expect(verdict(await admin.post('/v1/admin/merchants', { code: 'corner-shop', name: 'Another' }))).toBe('409 already_exists')
    expect(verdict(await admin.patch(path, { timeZone: 'Asia/Tokyo', feePermyriad: 200, lateDeclinePolicy: 'member_debt' }))).toBe('204')
    expect(verdict(await admin.patch(path, { timeZone: 'Asia/Atlantis' }))).toBe('422 validation_failed')
    expect(verdict(await admin.patch(path, { feePermyriad: 10_001 }))).toBe('422 validation_failed')
    const { merchants } = MerchantList.parse((await admin.get('/v1/admin/merchants?code=corner-shop')).body)
    expect(merchants).toMatchObject([{ timeZone: 'Asia/Tokyo', feePermyriad: 200, lateDeclinePolicy: 'member_debt', status: 'active' }])
    expect(verdict(await admin.post(`${path}/suspend`, { reason: 'unpaid' }))).toBe('204')
    expect(verdict(await admin.post(`${path}/reinstate`, { reason: 'paid' }))).toBe('204')
    expect(verdict(await admin.post(`${path}/reinstate`, { reason: 'paid' }))).toBe('409 state_conflict')
    const trail = await auditOf(database, String(made.body['id']))
    expect(trail.map(({ action }) => action)).toEqual(['merchant.created', 'merchant.updated', 'merchant.suspended', 'merchant.reinstated'])
    expect(trail[1]?.context).toMatchObject({
      before: { timeZone: 'Asia/Taipei', feeRate: 0.015 },
      after: { timeZone: 'Asia/Tokyo', feeRate: 0.02 },
    })
  })

  it('declines what a suspended shop scans, and settles it again once the shop is back', async () => {
    const { merchant, till } = await aShop(database, server)
    const payer = await aPayer(database, server)
    await till.signIn()
    await admin.post(`/v1/admin/merchants/${merchant.merchantId}/suspend`, { reason: 'x' })
    expect(await till.send(server, [await till.charge(await payer.code())])).toMatchObject([{ code: 'merchant_suspended' }])
    await admin.post(`/v1/admin/merchants/${merchant.merchantId}/reinstate`, { reason: 'x' })
    expect(await till.send(server, [await till.charge(await payer.code())])).toMatchObject([{ state: 'settled' }])
  })

  it('adds policy revisions of what changes, and refuses limits that contradict each other', async () => {
    const { merchantId } = await aMerchant(database)
    const path = `/v1/admin/merchants/${merchantId}/policies`
    expect((await admin.post(path, { maxCharge: 500_00, offlineAllowed: false })).body).toEqual({ revision: 2 })
    expect(verdict(await admin.post(path, { minCharge: 600_00 }))).toBe('422 validation_failed')
    for (const body of [{}, { maxCharge: -1 }, { maxCharge: 1.5 }, { revision: 9 }]) {
      expect(verdict(await admin.post(path, body))).toBe('422 validation_failed')
    }
    const revisions = await Promise.all(Array.from({ length: 4 }, (_, i) => admin.post(path, { maxCharge: 500_00 + i })))
    expect(new Set(revisions.map(({ body }) => body['revision']))).toEqual(new Set([3, 4, 5, 6]))
    const { policies } = PolicyRevisions.parse((await admin.get(path)).body)
    expect(policies.map(({ revision }) => revision)).toEqual([6, 5, 4, 3, 2, 1])
    expect(policies.at(-2)).toMatchObject({ revision: 2, maxCharge: 500_00, offlineAllowed: false })
  })
})

describe('rosters', () => {
  it('lets a manager look after the shop’s people, and takes over nobody’s login', async () => {
    const merchant = await aMerchant(database)
    const other = await aMerchant(database)
    const manager = apiAs(server, await managerToken(server, merchant))
    const made = await manager.post('/v1/merchant/users', { login: 'new-cashier', name: 'New', role: 'cashier', pin: '4071' })
    expect(made.status).toBe(201)
    const { rows } = await database.owner.query<{ login: string }>('select login from auth.users where id = $1', [other.managerId])
    const takeOver = { login: rows[0]!.login, name: 'Mine now', role: 'cashier', pin: '4071', password: 'correct horse battery' }
    expect(verdict(await manager.post('/v1/merchant/users', takeOver))).toBe('409 already_exists')
    const userId = String(made.body['userId'])
    expect(verdict(await manager.patch(`/v1/merchant/users/${userId}`, { role: 'manager' }))).toBe('204')
    expect(verdict(await manager.patch(`/v1/merchant/users/${other.cashierId}`, { role: 'manager' }))).toBe('404 not_found')
    expect(verdict(await manager.delete(`/v1/merchant/users/${userId}`))).toBe('204')
    expect(verdict(await manager.delete(`/v1/merchant/users/${merchant.managerId}`))).toBe('409 state_conflict')
    expect(verdict(await apiAs(server, await cashierToken(server, merchant)).get('/v1/merchant/users'))).toBe('403 forbidden')
  })

  it('puts somebody of another shop on a roster at an admin’s word, with the PIN and password that they have', async () => {
    const [first, second] = [await aMerchant(database), await aMerchant(database)]
    const before = await database.owner.query('select login, name, pin_hash, password_hash from auth.users where id = $1', [
      first.cashierId,
    ])
    const body = { login: before.rows[0].login as string, name: 'Ignored', role: 'manager', pin: '4071' }
    expect((await admin.post(`/v1/admin/merchants/${second.merchantId}/users`, body)).body).toEqual({ userId: first.cashierId })
    const after = await database.owner.query('select login, name, pin_hash, password_hash from auth.users where id = $1', [first.cashierId])
    expect(after.rows).toEqual(before.rows)
  })

  it('asks the whole roster for new PINs once a terminal was revoked, chosen at another terminal by the old one', async () => {
    const merchant = await aMerchant(database)
    const [lost, kept] = [await aDevice(database, server, merchant), await aDevice(database, server, merchant)]
    await admin.post(`/v1/admin/terminals/${lost.terminalId}/revoke`, { reason: 'stolen', drain: false })
    const roster = async () =>
      MerchantRoster.parse((await admin.get(`/v1/admin/merchants/${merchant.merchantId}/users`)).body).users.map(
        ({ mustChoosePin }) => mustChoosePin,
      )
    expect(await roster()).toEqual([true, true])
    const till = apiAs(server, await kept.token())
    const path = `/v1/terminal/roster/${merchant.cashierId}/pin`
    expect(verdict(await till.post(path, { pin: '9999', newPin: '5071' }))).toBe('401 credentials_wrong')
    expect(verdict(await till.post(path, { pin: '1234', newPin: '1234' }))).toBe('422 validation_failed')
    expect(verdict(await till.post(path, { pin: '1234', newPin: '2345' }))).toBe('422 pin_too_simple')
    expect(verdict(await till.post(path, { pin: '1234', newPin: '5071' }))).toBe('204')
    expect(new Set(await roster())).toEqual(new Set([false, true]))
    const wrong = []
    for (let i = 0; i < 6; i++) wrong.push(verdict(await till.post(path, { pin: '0000', newPin: '5171' })))
    expect(wrong).toEqual([...Array<string>(5).fill('401 credentials_wrong'), '429 locked_out'])
  })
})

describe('terminals', () => {
  it('makes, pairs, re-pairs with a new epoch and revokes one; a revoked one is never paired again', async () => {
    const merchant = await aMerchant(database)
    const made = await admin.post('/v1/admin/terminals', { merchantId: merchant.merchantId, label: 'Counter 9' })
    const terminalId = String(made.body['id'])
    const path = `/v1/admin/terminals/${terminalId}`
    const pairingCode = async () => String((await admin.post(`${path}/pairing-code`)).body['pairingCode'])
    const first = await pairDevice(server, merchant, terminalId, await pairingCode())
    const payer = await aPayer(database, server)
    const earlier = new Till(first)
    const recorded = await earlier.charge(await payer.code(), { amount: 5_00 })
    const second = await pairDevice(server, merchant, terminalId, await pairingCode())
    expect([first.epoch, second.epoch]).toEqual([1, 2])
    expect(await earlier.send(server, [recorded])).toMatchObject([{ state: 'settled' }])
    expect(verdict(await admin.patch(path, { label: 'Counter Nine' }))).toBe('204')
    expect(TerminalState.parse((await admin.get(path)).body)).toMatchObject({ label: 'Counter Nine', epoch: 2, status: 'active' })
    expect(verdict(await admin.post(`${path}/revoke`, { reason: 'x', at: '2099-01-01T00:00:00.000Z' }))).toBe('409 state_conflict')
    const at = new Date(Date.now() - 60_000).toISOString()
    expect(verdict(await admin.post(`${path}/revoke`, { reason: 'stolen', at }))).toBe('204')
    expect(TerminalState.parse((await admin.get(path)).body)).toMatchObject({ status: 'revoked', revokedAt: at, drainAllowed: true })
    expect(verdict(await admin.post(`${path}/pairing-code`))).toBe('409 state_conflict')
  })

  it('shows a shop its own terminals as they last reported', async () => {
    const { merchant, device } = await aShop(database, server)
    const manager = apiAs(server, await managerToken(server, merchant))
    await aTerminal(database, merchant.merchantId)
    const { terminals } = TerminalStates.parse((await manager.get('/v1/merchant/terminals')).body)
    expect(new Map(terminals.map(({ id, epoch }) => [id === device.terminalId, epoch]))).toEqual(
      new Map([
        [false, 0],
        [true, 1],
      ]),
    )
    const page = TerminalStates.parse((await manager.get('/v1/merchant/terminals?limit=1')).body)
    const rest = TerminalStates.parse((await manager.get(`/v1/merchant/terminals?limit=1&cursor=${page.next}`)).body)
    expect([...page.terminals, ...rest.terminals].map(({ id }) => id)).toEqual(terminals.map(({ id }) => id))
  })

  it('names what is missing, alerts it when it outlives fifteen minutes of contact, and ends the alert when it came', async () => {
    const { till, device } = await aShop(database, server)
    const payer = await aPayer(database, server)
    const [kept, late] = [await till.charge(await payer.code(), { amount: 1_00 }), await till.charge(await payer.code(), { amount: 2_00 })]
    const last = await till.charge(await payer.code(), { amount: 3_00 })
    await till.send(server, [kept, last])
    const check = () => byServer(database)<number>('app.check_terminal_gaps()')
    const path = `/v1/admin/terminals/${device.terminalId}/gaps`
    expect(await check()).toBe(0)
    expect(TerminalGaps.parse((await admin.get(path)).body).gaps).toMatchObject([{ from: 2, to: 2 }])
    await database.owner.query(`update app.sequence_gaps set noticed_at = noticed_at - interval '16 minutes'`)
    expect([await check(), await check()]).toEqual([1, 0])
    const alerts = (await admin.get('/v1/admin/alerts?open=true')).body['alerts'] as Record<string, unknown>[]
    const alert = alerts.find(({ objectId }) => objectId === device.terminalId)
    expect(alert).toMatchObject({ kind: 'sequence_gap', severity: 'HIGH', context: { missing: 1 } })
    expect(verdict(await admin.post(`/v1/admin/alerts/${String(alert?.['id'])}/acknowledge`))).toBe('204')
    await till.send(server, [late])
    await check()
    expect(TerminalGaps.parse((await admin.get(path)).body).gaps).toEqual([])
    const after = (await admin.get('/v1/admin/alerts')).body['alerts'] as Record<string, unknown>[]
    expect(after.find(({ id }) => id === alert?.['id'])?.['resolvedAt']).not.toBeNull()
  })

  it('keeps a fork as evidence, and lets an entry in that an admin released', async () => {
    const { till, device, merchant } = await aShop(database, server)
    const payer = await aPayer(database, server)
    const first = await till.charge(await payer.code(), { amount: 1_00 })
    await till.send(server, [first])
    const twin = new Till(device)
    expect(await twin.send(server, [await twin.charge(await payer.code(), { amount: 9_00 })])).toMatchObject([{ code: 'sequence_fork' }])

    const other = new Till(await aDevice(database, server, merchant))
    const old = await other.charge(await payer.code(), { amount: 4_00, agoMs: 31 * 24 * 3600_000 })
    expect(await other.send(server, [old])).toMatchObject([{ state: 'rejected', code: 'arrived_too_late' }])
    const path = `/v1/admin/terminals/${other.device.terminalId}`
    const { faults } = TerminalGaps.parse((await admin.get(`${path}/gaps`)).body)
    expect(faults).toMatchObject([{ entryId: old.id, code: 'arrived_too_late', released: false }])
    expect(verdict(await admin.post(`${path}/releases`, { entryId: first.id, reason: 'never rejected' }))).toBe('404 not_found')
    expect(verdict(await admin.post(`${path}/releases`, { entryId: old.id, reason: 'the shop was flooded' }))).toBe('204')
    expect(await other.send(server, [old])).toMatchObject([{ state: 'declined' }])
    const all = TerminalGaps.parse((await admin.get('/v1/admin/terminal-gaps')).body)
    expect(all.faults.map(({ code }) => code)).toEqual(expect.arrayContaining(['sequence_fork', 'arrived_too_late']))
  })
})
