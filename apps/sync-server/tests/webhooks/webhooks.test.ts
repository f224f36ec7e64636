import { createClient } from '@mps/shared/api/client'
import { webhookApi } from '@mps/shared/api'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { asAdmin } from '../../src/db/transactions.ts'
import { deliverWebhooks } from '../../src/webhooks/deliver-webhooks.ts'
import { aDevice } from '../support/builders.ts'
import { ageCode, aPayer, aShop, type Shop } from '../support/shop.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { Till } from '../support/till.ts'
import { adminToken, managerToken } from '../support/tokens.ts'
import { expectedSignature, startReceiver } from './receiver.ts'

describe('webhooks', () => {
  let database: TestDatabase
  let server: TestServer
  let shop: Shop
  let receiver: Awaited<ReturnType<typeof startReceiver>>

  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startTestServer(database.appUrl, (config) => ({ ...config, runsJobs: false, webhookPrivateAddresses: true }))
    await derive()
  })
  afterAll(async () => {
    await server.stop()
    await database.drop()
  })
  beforeEach(async () => {
    shop = await aShop(database, server)
    receiver = await startReceiver()
  })
  afterEach(async () => {
    await database.owner.query('update app.webhook_endpoints set is_active = false')
    await receiver.stop()
  })

  const derive = () => server.context.pool.query('select app.derive_webhook_events()')
  const client = (token: string) => createClient(webhookApi, { baseUrl: server.url, token: () => token })
  const manager = async (of = shop) => client(await managerToken(server, of.merchant))
  const types = () => receiver.received.map(({ payload }) => payload.type)
  /** What is committed is told as soon as nothing older runs, in any database of the test cluster. */
  const told = (...expected: string[]) =>
    expect
      .poll(
        async () => {
          await derive()
          await deliverWebhooks(server.context)
          return types()
        },
        { timeout: 20_000 },
      )
      .toEqual(expected)
  async function pay(amount = 100_00): Promise<void> {
    const payer = await aPayer(database, server)
    const [outcome] = await shop.till.send(server, [await shop.till.charge(await payer.code(), { amount })])
    expect(outcome).toMatchObject({ state: 'settled' })
  }
  const due = () => database.owner.query(`update app.webhook_deliveries set next_attempt_at = clock_timestamp() where state = 'pending'`)

  it('tell a merchant of a charge, signed with the secret of the endpoint', async () => {
    const { secret } = await (await manager()).createMerchantWebhook({ body: { url: receiver.url, events: ['charge.settled'] } })
    await pay(120_00)
    await told('charge.settled')
    const [hook] = receiver.received
    expect(hook!.headers['webhook-signature']).toBe(expectedSignature(secret, hook!))
    expect(hook!.headers['webhook-id']).toBe(hook!.payload.id)
    expect(Math.abs(Date.now() / 1000 - Number(hook!.headers['webhook-timestamp']))).toBeLessThan(60)
    expect(hook!.payload).toMatchObject({
      merchantId: shop.merchant.merchantId,
      data: { amount: 120_00, terminalId: shop.device.terminalId },
    })
  })

  it('tell of declines that came late as such, of refunds and of settlements', async () => {
    const events = ['charge.declined_late', 'payment.refunded', 'settlement.generated', 'settlement.confirmed'] as const
    await (await manager()).createMerchantWebhook({ body: { url: receiver.url, events: [...events] } })
    const payer = await aPayer(database, server, { balance: 10_00 })
    const code = await payer.code()
    await ageCode(database.owner, code, 3_700_000)
    const till = new Till(await aDevice(database, server, shop.merchant))
    await till.send(server, [await till.charge(code, { amount: 400_00, agoMs: 3_600_000 })])
    const rich = await aPayer(database, server)
    const sale = await shop.till.charge(await rich.code(), { amount: 50_00 })
    await shop.till.send(server, [sale])
    await shop.till.send(server, [await shop.till.void(sale.id)])
    await asAdmin(database.admin, PLATFORM_ADMIN, async (admin) => {
      const made = await admin.query<{ id: string }>(
        `select app.generate_settlement($1, current_date - 3, current_date - 3) ->> 'id' as id`,
        [shop.merchant.merchantId],
      )
      await admin.query('select app.confirm_settlement($1)', [made.rows[0]!.id])
    })
    await expect
      .poll(async () => (await derive(), await deliverWebhooks(server.context), types().toSorted()), { timeout: 20_000 })
      .toEqual([...events].toSorted())
    const refund = receiver.received.find(({ payload }) => payload.type === 'payment.refunded')
    expect(refund?.payload.data).toMatchObject({ amount: 50_00 })
  })

  it('tell of a terminal that has fallen silent, once', async () => {
    await (await manager()).createMerchantWebhook({ body: { url: receiver.url, events: ['terminal.silent'] } })
    await database.owner.query(`update app.terminals set last_seen_at = clock_timestamp() - interval '20 minutes' where id = $1`, [
      shop.device.terminalId,
    ])
    await told('terminal.silent')
    await derive()
    expect(await deliverWebhooks(server.context)).toBe(0)
  })

  it('pass over nothing that commits late', async () => {
    await (await manager()).createMerchantWebhook({ body: { url: receiver.url, events: ['charge.settled'] } })
    const slow = await database.owner.connect()
    await slow.query('begin')
    await slow.query(`insert into audit.event_log (action, object_type, object_id, context)
      values ('charge.settled', 'charge', '${shop.device.terminalId}', '{"terminal": "${shop.device.terminalId}"}')`)
    await pay()
    await derive()
    await derive()
    expect(await deliverWebhooks(server.context)).toBe(0)
    await slow.query('commit')
    slow.release()
    await told('charge.settled', 'charge.settled')
  })

  it('tell nobody else, and nobody what they did not ask for', async () => {
    const stranger = await aShop(database, server)
    await (await manager(stranger)).createMerchantWebhook({ body: { url: receiver.url, events: ['charge.settled'] } })
    await (await manager()).createMerchantWebhook({ body: { url: receiver.url, events: ['charge.declined'] } })
    const platform = client(await adminToken(server, database))
    await platform.createPlatformWebhook({ body: { url: receiver.url, events: ['charge.settled'] } })
    await pay()
    await told('charge.settled')
    expect((await (await manager()).listMerchantWebhooks()).webhooks).toHaveLength(1)
    expect((await platform.listPlatformWebhooks()).webhooks.every(({ merchantId }) => merchantId === null)).toBe(true)
  })

  it('are tried again after a failure, with the same id, and keep a log', async () => {
    const api = await manager()
    const { id } = await api.createMerchantWebhook({ body: { url: receiver.url, events: ['charge.settled'] } })
    receiver.next.push(500, 302)
    await pay()
    await told('charge.settled')
    const read = async () => (await api.listMerchantWebhookDeliveries({ params: { webhookId: id } })).deliveries
    expect(await read()).toMatchObject([{ state: 'pending', attempts: 1, lastStatus: 500, lastError: 'answered 500' }])
    expect(await deliverWebhooks(server.context)).toBe(0)
    await due()
    await deliverWebhooks(server.context)
    // A redirect is not followed: it could lead anywhere.
    expect(await read()).toMatchObject([{ state: 'pending', attempts: 2, lastStatus: 302 }])
    await due()
    await deliverWebhooks(server.context)
    expect(await read()).toMatchObject([{ state: 'delivered', attempts: 3, lastStatus: 204, lastError: null }])
    expect(new Set(receiver.received.map(({ payload }) => payload.id)).size).toBe(1)
  })

  it('are given up after a day, at once for a 410, and sent again on request', async () => {
    const api = await manager()
    const { id: webhookId } = await api.createMerchantWebhook({ body: { url: receiver.url, events: ['charge.settled'] } })
    receiver.next.push(...Array.from({ length: 11 }, () => 503), 410)
    await pay()
    await told('charge.settled')
    const one = async () => (await api.listMerchantWebhookDeliveries({ params: { webhookId } })).deliveries[0]!
    for (let i = 0; i < 12; i++) {
      await due()
      await deliverWebhooks(server.context)
    }
    const { id: deliveryId, ...failed } = await one()
    expect(failed).toMatchObject({ state: 'failed', attempts: 11 })
    await api.redeliverMerchantWebhook({ params: { webhookId, deliveryId } })
    await deliverWebhooks(server.context)
    expect(await one()).toMatchObject({ state: 'failed', attempts: 1, lastStatus: 410 })
    await api.redeliverMerchantWebhook({ params: { webhookId, deliveryId } })
    await deliverWebhooks(server.context)
    expect(await one()).toMatchObject({ state: 'delivered', attempts: 1 })
  })

  it('are sent once, however many instances send', async () => {
    const second = await startTestServer(database.appUrl, (config) => ({
      ...config,
      runsJobs: false,
      webhookPrivateAddresses: true,
      secrets: server.context.config.secrets,
    }))
    await (await manager()).createMerchantWebhook({ body: { url: receiver.url, events: ['charge.settled'] } })
    for (let i = 0; i < 5; i++) await pay()
    await expect
      .poll(
        async () => (await derive(), (await database.owner.query(`select from app.webhook_deliveries where state = 'pending'`)).rowCount),
        {
          timeout: 20_000,
        },
      )
      .toBe(5)
    await Promise.all([server, second, server, second].map(({ context }) => deliverWebhooks(context)))
    expect(types()).toHaveLength(5)
    await second.stop()
  })

  it('stop with their endpoint', async () => {
    const api = await manager()
    const { id: webhookId } = await api.createMerchantWebhook({ body: { url: receiver.url, events: ['charge.settled'] } })
    await api.removeMerchantWebhook({ params: { webhookId } })
    await pay()
    await derive()
    await deliverWebhooks(server.context)
    expect(types()).toEqual([])
    await expect(api.listMerchantWebhookDeliveries({ params: { webhookId } })).rejects.toMatchObject({ code: 'not_found' })
  })
})
