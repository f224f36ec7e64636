import express, { Router } from 'express'
import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { perMinute } from '../http/rate-limit.ts'
import { payableOrder } from './payable-order.ts'
import type { PaymentOrder, PaymentProvider } from './payment-provider.ts'
import { receiveEvent } from './receive-event.ts'
import { SANDBOX, sandboxProvider } from './sandbox-provider.ts'
import { sandboxRouter } from './sandbox-router.ts'

const VISITS_PER_MINUTE = 120

/** Where a browser goes to pay, and where a provider says how it went. Neither is called by our own apps. */
export function payRouter(ctx: Context): Router {
  const router = Router()
  const provider = ctx.config.paymentProvider === SANDBOX ? sandboxProvider(ctx) : null
  if (!provider) return router

  router.get('/pay/:token', perMinute(ctx, 'pay', VISITS_PER_MINUTE), async (req, res) => {
    const order = await payableOrder(ctx, String(req.params['token']))
    res.redirect(303, await paymentPage(ctx, provider, order))
  })
  // The signature is over the bytes, so they are not parsed here.
  router.post(`/v1/providers/${provider.name}/events`, express.raw({ type: () => true, limit: '32kb' }), async (req, res) => {
    const body: unknown = req.body
    const message = { body: Buffer.isBuffer(body) ? body : Buffer.alloc(0), header: (name: string) => req.get(name), nowMs: Date.now() }
    res.json({ outcome: await receiveEvent(ctx, provider, message) })
  })
  router.use('/sandbox', sandboxRouter(ctx, provider))
  return router
}

async function paymentPage(ctx: Context, provider: PaymentProvider, order: PaymentOrder): Promise<string> {
  const { paymentRef, url } = await provider.createPayment(order)
  await asServer(ctx, (client) => client.query('select app.name_recharge_payment($1, $2)', [order.intentId, paymentRef]))
  return url
}
