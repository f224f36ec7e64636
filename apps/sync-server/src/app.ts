import express, { type Express, type RequestHandler } from 'express'
import { apiRoutes } from './api-routes.ts'
import { noteRefusals } from './audit/refusals.ts'
import type { Context } from './context.ts'
import { docsRouter } from './docs/routes.ts'
import { apiRouter } from './http/api-router.ts'
import { refuseOtherMethods } from './http/method-not-allowed.ts'
import { apiHeaders, pages } from './http/pages.ts'
import { assignRequestId } from './http/request-context.ts'
import { operationsRouter } from './operations/routes.ts'
import { notFound, problemHandler } from './problem.ts'
import { payRouter } from './recharges/pay-router.ts'
import { receiptsRouter } from './receipts/routes.ts'

/** The HTTP side of the server: what every request passes, then one line per noun, then the pages, then problems. */
export function createApp(ctx: Context): Express {
  const app = express()
  app.disable('x-powered-by')
  // Whoever has something to compare says so itself; hashing every answer is a cost that nobody asked for.
  app.disable('etag')
  app.set('trust proxy', ctx.config.trustedProxies)
  app.set('query parser', 'simple')
  app.use(ctx.metrics.observeRequests, assignRequestId, apiHeaders)
  app.use('/v1', (_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store')
    next()
  })

  app.use(refuseOtherMethods(operationsRouter(ctx)))
  app.use(apiRouter(ctx, apiRoutes(ctx)))
  app.use(refuseOtherMethods(docsRouter()))

  app.use(payRouter(ctx))
  app.use('/r', refuseOtherMethods(receiptsRouter(ctx)))
  app.use(bareAddresses)
  app.use('/terminal/', pages(ctx.config.pages.terminalDir))
  app.use('/wallet/', pages(ctx.config.pages.walletDir))
  app.use(notFound)
  app.use(noteRefusals(ctx))
  app.use(problemHandler(ctx.logger))
  return app
}

const PAGES = new Map([
  ['/', '/terminal/'],
  ['/terminal', '/terminal/'],
  ['/wallet', '/wallet/'],
])

/** By the exact path: to a route of Express, `/terminal` and `/terminal/` are the same. */
const bareAddresses: RequestHandler = (req, res, next) => {
  const page = req.method === 'GET' ? PAGES.get(req.path) : undefined
  if (page) res.redirect(page)
  else next()
}
