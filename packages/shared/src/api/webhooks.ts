import { z } from 'zod'
import { Instant } from '../entry.ts'
import { AnyUuid } from '../ids.ts'
import { type ActorName, declare, NOTHING } from './endpoint.ts'
import { pageQuery, PathId } from './inputs.ts'

/** What a webhook can tell of. */
export const WebhookEventType = z.enum([
  'charge.settled',
  'charge.declined',
  'charge.declined_late',
  'payment.refunded',
  'settlement.generated',
  'settlement.confirmed',
  'settlement.paid',
  'terminal.silent',
  'terminal.gap',
])

/** The body of a webhook, signed as Standard Webhooks has it: `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,…`. */
export const WebhookPayload = z.object({
  /** The same on every attempt: whoever has seen it has had it. */
  id: AnyUuid,
  type: WebhookEventType,
  merchantId: AnyUuid,
  happenedAt: Instant,
  data: z.record(z.string(), z.unknown()),
})

export const NewWebhookEndpoint = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(500),
  events: z
    .array(WebhookEventType)
    .min(1)
    .max(9)
    .refine((events) => new Set(events).size === events.length, 'each once'),
})

const WebhookEndpoint = z.object({
  id: AnyUuid,
  merchantId: AnyUuid.nullable(),
  url: z.string(),
  events: z.array(WebhookEventType),
  isActive: z.boolean(),
  createdAt: Instant,
})
const CreatedWebhookEndpoint = WebhookEndpoint.extend({
  /** `whsec_…`, shown in this answer only. */
  secret: z.string(),
})

const WebhookDelivery = z.object({
  id: AnyUuid,
  eventId: AnyUuid,
  type: WebhookEventType,
  state: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.int().min(0),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
  lastAttemptAt: Instant.nullable(),
  nextAttemptAt: Instant.nullable(),
  createdAt: Instant,
})

const endpoint = z.object({ webhookId: PathId })
const delivery = z.object({ webhookId: PathId, deliveryId: PathId })

/** The same endpoints for a merchant's managers about their shop, and for admins about the platform. */
function webhooksAt<const Base extends string, const Actor extends ActorName>(base: Base, actor: Actor) {
  return {
    create: {
      method: 'POST',
      path: `/v1/${base}/webhooks`,
      actor,
      summary: 'Add a webhook',
      description:
        'Each delivery is signed as Standard Webhooks has it, with the secret of this answer. Anything but a 2xx is tried again for about a day, at growing intervals; a 410 ends it.',
      body: NewWebhookEndpoint,
      answers: { 201: CreatedWebhookEndpoint },
      problems: ['state_conflict', 'webhook_address_refused'],
      repeatable: 'the answer holds a secret, which is not stored',
    },
    list: {
      method: 'GET',
      path: `/v1/${base}/webhooks`,
      actor,
      summary: 'The webhooks there are',
      answers: { 200: z.object({ webhooks: z.array(WebhookEndpoint) }) },
    },
    remove: {
      method: 'DELETE',
      path: `/v1/${base}/webhooks/{webhookId}`,
      actor,
      summary: 'Remove a webhook',
      params: endpoint,
      answers: { 204: NOTHING },
      idempotent: true,
    },
    deliveries: {
      method: 'GET',
      path: `/v1/${base}/webhooks/{webhookId}/deliveries`,
      actor,
      summary: 'What was sent and how it went, the newest first',
      params: endpoint,
      query: z.strictObject(pageQuery),
      answers: { 200: z.object({ deliveries: z.array(WebhookDelivery), next: z.string().nullable() }) },
    },
    redeliver: {
      method: 'POST',
      path: `/v1/${base}/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver`,
      actor,
      summary: 'Send a delivery again',
      params: delivery,
      answers: { 204: NOTHING },
      problems: ['state_conflict'],
      idempotent: true,
    },
  } as const
}

const merchants = webhooksAt('merchant', 'merchant:manager')
const platforms = webhooksAt('admin', 'admin')

export const webhookApi = declare('Webhooks', {
  createMerchantWebhook: merchants.create,
  listMerchantWebhooks: merchants.list,
  removeMerchantWebhook: merchants.remove,
  listMerchantWebhookDeliveries: merchants.deliveries,
  redeliverMerchantWebhook: merchants.redeliver,
  createPlatformWebhook: platforms.create,
  listPlatformWebhooks: platforms.list,
  removePlatformWebhook: platforms.remove,
  listPlatformWebhookDeliveries: platforms.deliveries,
  redeliverPlatformWebhook: platforms.redeliver,
})
