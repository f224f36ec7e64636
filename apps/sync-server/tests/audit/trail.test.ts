import { AuditEvents, type SentEntry } from '@mps/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin } from '../../src/db/transactions.ts'
import { withRequestId } from '../../src/http/request-context.ts'
import { aMember, aMerchant } from '../support/builders.ts'
import { codeOf } from '../support/code-of.ts'
import { aRefund } from '../support/money.ts'
import { aPayer, aShop } from '../support/shop.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { adminToken, anAdmin, cashierToken, managerToken, memberTokenOf } from '../support/tokens.ts'

let database: TestDatabase
let server: TestServer
let token: string
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  token = await adminToken(server, database)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const search = async (query: Record<string, string>) => {
  const answer = await server.call(`/v1/admin/audit?${new URLSearchParams(query).toString()}`, { token })
  return AuditEvents.parse(answer.body)
}

describe('a write', () => {
  it('is noted with actor, request, and what each column was and became', async () => {
    const { memberId } = await aMember(database)
    await withRequestId('request-0043', () =>
      asAdmin(database.admin, PLATFORM_ADMIN, (client) => client.query('select app.admin_suspend_member($1, $2)', [memberId, 'tested'])),
    )
    const { events } = await search({ objectId: memberId, action: 'row.updated' })
    expect(events[0]).toMatchObject({
      actorId: PLATFORM_ADMIN,
      actorKind: 'admin',
      requestId: 'request-0043',
      objectType: 'member_profiles',
      context: { before: { status: 'active' }, after: { status: 'suspended' } },
    })
  })

  it('of personal values is named and not told', async () => {
    const { memberId } = await aMember(database, { name: 'Lin Mei-Hua', phone: '+886955555555', email: 'audit@example.com' })
    await database.owner.query(`update app.member_profiles set phone = '+886966666666' where id = $1`, [memberId])
    const { events } = await search({ objectId: memberId, objectType: 'member_profiles' })
    expect(events[0]?.context).toEqual({ untold: ['phone'] })
    expect(JSON.stringify(events)).not.toMatch(/Mei-Hua|\+8869|audit@example/)
  })

  it('by a terminal names the device', async () => {
    const shop = await aShop(database, server)
    const payer = await aPayer(database, server)
    const charge = await shop.till.charge(await payer.code())
    await shop.till.send(server, [charge])
    const { events } = await search({ objectId: charge.id })
    expect(events).toMatchObject([
      {
        action: 'charge.settled',
        actorId: shop.merchant.cashierId,
        actorKind: 'terminal',
        deviceId: shop.device.terminalId,
        context: { terminal: shop.device.terminalId },
      },
    ])

    const onDevice = await search({ deviceId: shop.device.terminalId, action: 'charge.' })
    expect(onDevice.events.map(({ objectId }) => objectId)).toEqual([charge.id])
  })

  it('by an entry names the request that brought it, though the charges of several settle as one set', async () => {
    const shops = await Promise.all([1, 2, 3].map(() => aShop(database, server)))
    const charges = await Promise.all(
      shops.map(async ({ till }) => till.charge(await (await aPayer(database, server)).code(), { amount: 50_00 })),
    )
    const send = async ({ till, device }: (typeof shops)[number], { body, sig, code }: SentEntry, requestId: string) => {
      const headers = { 'x-request-id': requestId, prefer: 'wait=4' }
      const sent = { lastSeq: till.seq, entries: [{ body, sig, ...(code !== undefined && { code }) }] }
      const answer = await server.call('/v1/terminal/entries', { body: sent, token: await device.token(), headers })
      return (answer.body['results'] as { txNo: string }[])[0]!
    }
    const [paid] = await Promise.all(charges.map((charge, i) => send(shops[i]!, charge, `charged-000${i}`)))
    const refund = await aRefund(database.owner, shops[0]!.till, paid!.txNo, { amount: 10_00 })
    await send(shops[0]!, refund, 'refunded-0000')
    const requestOf = async ({ id }: { id: string }) =>
      (await search({ objectId: id })).events.map(({ action, requestId }) => [action, requestId])
    expect(await Promise.all([...charges, refund].map(requestOf))).toEqual([
      [['charge.settled', 'charged-0000']],
      [['charge.settled', 'charged-0001']],
      [['charge.settled', 'charged-0002']],
      [[expect.stringMatching(/^(entry\.)?refund/), 'refunded-0000']],
    ])
  })
})

describe('a refusal', () => {
  const refusals = async (query: Record<string, string>) => {
    await server.context.refusals.flush()
    return (await search({ action: 'request.refused', ...query })).events
  }

  it('is noted with who was refused, what, and in which request', async () => {
    const merchant = await aMerchant(database)
    const headers = { 'x-request-id': 'refused-0001' }
    const cashier = await cashierToken(server, merchant)
    const answer = await server.call('/v1/merchant/settlements', { token: cashier, headers })
    expect(codeOf(answer)).toBe('403 forbidden')
    const [event] = await refusals({ requestId: 'refused-0001' })
    expect(event).toMatchObject({
      actorId: merchant.cashierId,
      actorKind: 'merchant',
      context: { method: 'GET', route: '/v1/merchant/settlements', problem: 'forbidden', role: 'cashier' },
    })
  })

  it('names what a member may not know of, and a terminal’s device', async () => {
    const member = await aMember(database)
    const foreign = await aPayer(database, server)
    const headers = { 'x-request-id': 'refused-0002' }
    const asked = await server.call(`/v1/me/cards/${foreign.cardId}/codes`, {
      token: await memberTokenOf(server, member),
      body: {},
      headers,
    })
    expect(codeOf(asked)).toBe('404 not_found')
    const [event] = await refusals({ requestId: 'refused-0002' })
    expect(event).toMatchObject({ actorId: member.memberId, actorKind: 'member', context: { problem: 'not_found' } })
    expect(JSON.stringify(event)).not.toContain(foreign.cardId)
  })

  it('of an entry, whose request was answered, is noted once with its terminal, however often it comes again', async () => {
    const shop = await aShop(database, server)
    const payer = await aPayer(database, server)
    const { id, body } = await shop.till.charge(await payer.code())
    const entries = [{ body, sig: 'A'.repeat(86) }, { body: 'no entry' }, { body: 'nor this' }]
    const till = await shop.device.token()
    for (const requestId of ['entries-0001', 'entries-0002']) {
      const sent = { body: { lastSeq: 1, entries }, token: till, headers: { 'x-request-id': requestId } }
      expect(codeOf(await server.call('/v1/terminal/entries', sent))).toBe('200 ok')
    }
    await server.context.refusals.flush()
    const { events } = await search({ deviceId: shop.device.terminalId, action: 'entry.rejected' })
    expect(events.filter(({ objectId }) => objectId === id)).toMatchObject([
      {
        actorId: shop.device.terminalId,
        actorKind: 'terminal',
        requestId: 'entries-0001',
        objectType: 'entry',
        context: { problem: 'bad_signature' },
      },
    ])
    const nameless = events.filter(({ objectId }) => objectId === null)
    expect(nameless.every(({ context }) => context['problem'] === 'malformed_entry')).toBe(true)
    expect(nameless.reduce((sum, { context }) => sum + Number(context['count']), 0)).toBe(4)
  })

  it('of callers whom nobody knows is counted, not written one by one', async () => {
    const since = new Date().toISOString()
    await Promise.all(Array.from({ length: 50 }, () => server.call('/v1/me/cards', { token: 'abc.def.ghi' })))
    await server.context.refusals.flush()
    const { events } = await search({ action: 'request.refused', from: since })
    const counts = events.filter(({ actorId }) => actorId === null).map(({ context }) => Number(context['count']))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(50)
    // A row for each second that the knocking took, and not for each knock.
    expect(counts.length).toBeLessThan(25)
  })
})

describe('searching the trail', () => {
  it('finds by object, actor and time, page by page, the newest first', async () => {
    const { adminId, token: own } = await anAdmin(server, database)
    const read = async (query: string) => AuditEvents.parse((await server.call(`/v1/admin/audit?${query}`, { token: own })).body)
    const { memberId } = await aMember(database)
    for (let i = 0; i < 5; i++) {
      await asAdmin(database.admin, adminId, (client) => client.query(`select audit.log('test.step', 'member', $1)`, [memberId]))
    }
    const first = await read(`objectId=${memberId}&actorId=${adminId}&limit=3`)
    const second = await read(`objectId=${memberId}&actorId=${adminId}&limit=3&cursor=${first.next ?? ''}`)
    const ids = [...first.events, ...second.events].map(({ id }) => id)
    expect([first.events.length, second.events.length, second.next]).toEqual([3, 2, null])
    expect(ids).toEqual(ids.toSorted((a, b) => b - a))
    expect((await read(`objectId=${memberId}&action=test.`)).events).toHaveLength(5)
    expect((await read(`objectId=${memberId}&until=2020-01-01T00:00:00.000Z`)).events).toEqual([])
    expect(codeOf(await server.call('/v1/admin/audit?cursor=nonsense', { token: own }))).toBe('422 validation_failed')
  })

  it('is for admins alone', async () => {
    const merchant = await aMerchant(database)
    for (const other of [await managerToken(server, merchant), await memberTokenOf(server, await aMember(database))]) {
      expect(codeOf(await server.call('/v1/admin/audit', { token: other }))).toBe('401 unauthenticated')
      expect(codeOf(await server.call('/v1/admin/audit/verification', { token: other }))).toBe('401 unauthenticated')
    }
    expect((await server.call('/v1/admin/audit/verification', { token })).body).toEqual({ faults: 0, first: null })
  })
})
