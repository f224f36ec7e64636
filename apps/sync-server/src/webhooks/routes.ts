import { uuidv7 } from '@mps/shared'
import { webhookApi } from '@mps/shared/api'
import type pg from 'pg'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { idOfCursor, idPage } from '../http/id-page.ts'
import { implement, type Route } from '../http/implement.ts'
import { ProblemError } from '../problem.ts'
import { isRefusedUrl } from './public-address.ts'
import { newSecret } from './webhook-secret.ts'

const { createMerchantWebhook, listMerchantWebhooks, listMerchantWebhookDeliveries } = webhookApi
type New = z.output<(typeof createMerchantWebhook)['body']>
type Created = z.output<(typeof createMerchantWebhook)['answers'][201]>
type Listed = z.output<(typeof listMerchantWebhooks)['answers'][200]>
type Log = z.output<(typeof listMerchantWebhookDeliveries)['answers'][200]>
type LogQuery = { cursor?: string | undefined; limit: number }

/** Webhooks of a merchant, for its managers, and of the platform, for admins: whose they are follows from the transaction's actor. */
export function webhookRoutes(ctx: Context): Route[] {
  return implement(webhookApi, {
    createMerchantWebhook: ({ body, transact }) => transact((client) => create(ctx, client, body)),
    listMerchantWebhooks: ({ transact }) => transact(list),
    removeMerchantWebhook: ({ params, transact }) => transact((client) => remove(client, params.webhookId)),
    listMerchantWebhookDeliveries: ({ params, query, transact }) => transact((client) => deliveries(client, params.webhookId, query)),
    redeliverMerchantWebhook: ({ params, transact }) => transact((client) => redeliver(client, params)),
    createPlatformWebhook: ({ body, transact }) => transact((client) => create(ctx, client, body)),
    listPlatformWebhooks: ({ transact }) => transact(list),
    removePlatformWebhook: ({ params, transact }) => transact((client) => remove(client, params.webhookId)),
    listPlatformWebhookDeliveries: ({ params, query, transact }) => transact((client) => deliveries(client, params.webhookId, query)),
    redeliverPlatformWebhook: ({ params, transact }) => transact((client) => redeliver(client, params)),
  })
}

async function create(ctx: Context, client: pg.PoolClient, { url, events }: New): Promise<Created> {
  if (isRefusedUrl(new URL(url), ctx.config.webhookPrivateAddresses)) throw new ProblemError('webhook_address_refused')
  const id = uuidv7()
  const { secret, sealed } = newSecret(ctx.keys, id)
  const { rows } = await client.query<{ made: Omit<Created, 'secret'> }>('select app.create_webhook_endpoint($1, $2, $3, $4) as made', [
    id,
    url,
    events,
    sealed,
  ])
  return { ...rows[0]!.made, secret }
}

async function list(client: pg.PoolClient): Promise<Listed> {
  const { rows } = await client.query<Listed>('select app.list_webhook_endpoints() as webhooks')
  return rows[0]!
}

async function remove(client: pg.PoolClient, webhookId: string): Promise<void> {
  await client.query('select app.remove_webhook_endpoint($1)', [webhookId])
}

async function deliveries(client: pg.PoolClient, webhookId: string, { cursor, limit }: LogQuery): Promise<Log> {
  const { rows } = await client.query<{ found: Log['deliveries'] }>('select app.list_webhook_deliveries($1, $2, $3) as found', [
    webhookId,
    idOfCursor(cursor),
    limit + 1,
  ])
  const { page, next } = idPage(rows[0]!.found, limit)
  return { deliveries: page, next }
}

async function redeliver(client: pg.PoolClient, { webhookId, deliveryId }: { webhookId: string; deliveryId: string }): Promise<void> {
  await client.query('select app.redeliver_webhook($1, $2)', [webhookId, deliveryId])
}
