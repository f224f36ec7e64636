import { createHash } from 'node:crypto'
import { formatAmount, type ProviderEvent, uuidv7 } from '@mps/shared'
import express, { Router } from 'express'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { payableOrder } from './payable-order.ts'
import type { PaymentOrder, PaymentProvider } from './payment-provider.ts'
import { receiveEvent } from './receive-event.ts'
import { sandboxMessage, sandboxPaymentRef } from './sandbox-provider.ts'

const Decision = z.object({ decision: z.enum(['succeeded', 'failed', 'cancelled']) })

const STYLE = `:root{color-scheme:light dark;font:18px/1.5 system-ui,sans-serif}body{max-width:26rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.2rem}p.amount{font-size:2rem;font-weight:650;margin:.5rem 0}form{display:grid;gap:.75rem}
button{font:inherit;min-height:48px;border-radius:10px;border:1px solid;cursor:pointer}`
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The sandbox provider's page: what a member would pay, and three ways for it to go. What is chosen comes back as a signed message. */
export function sandboxRouter(ctx: Context, provider: PaymentProvider): Router {
  const router = Router()
  router.use((_req, res, next) => {
    res.setHeader('Content-Security-Policy', POLICY)
    res.setHeader('Cache-Control', 'no-store')
    next()
  })
  router.get('/payments/:token', async (req, res) => {
    res.type('html').send(page(askingFor(await payableOrder(ctx, req.params.token))))
  })
  router.post('/payments/:token', express.urlencoded({ extended: false, limit: '1kb' }), async (req, res) => {
    const { decision } = Decision.parse(req.body)
    const { intentId, amount, currency } = await payableOrder(ctx, req.params.token)
    const event: ProviderEvent = { id: uuidv7(), type: decision, intentId, paymentRef: sandboxPaymentRef(intentId), amount, currency }
    const { body, signature } = sandboxMessage(ctx, event)
    const outcome = await receiveEvent(ctx, provider, { body, header: () => signature, nowMs: Date.now() })
    res.type('html').send(page(`<p class="amount">${outcome}</p><p>You can go back to the wallet now.</p>`))
  })
  return router
}

function askingFor({ amount, currency }: PaymentOrder): string {
  return `<p class="amount">${currency} ${formatAmount(amount)}</p><form method="post">
<button name="decision" value="succeeded">Pay</button><button name="decision" value="failed">Let the payment fail</button>
<button name="decision" value="cancelled">Cancel</button></form>`
}

function page(content: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Sandbox payment</title><style>${STYLE}</style></head>
<body><main><h1>Sandbox payment: no money moves outside of MPS</h1>${content}</main></body></html>
`
}
