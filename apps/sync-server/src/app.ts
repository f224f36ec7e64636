import express, { type Express, type RequestHandler } from 'express'
import { approvalRoutes } from './approvals/routes.ts'
import type { Context } from './context.ts'
import { apiRouter } from './http/api-router.ts'
import { refuseOtherMethods } from './http/method-not-allowed.ts'
import { apiHeaders, pages } from './http/pages.ts'
import { assignRequestId } from './http/request-context.ts'
import { entriesReceiver } from './entries/receive-entries.ts'
import { entriesRoutes } from './entries/routes.ts'
import { logImportRoutes } from './log-imports/routes.ts'
import { lateDeclineRoutes } from './late-declines/routes.ts'
import { meRoutes } from './me/routes.ts'
import { operationsRouter } from './operations/routes.ts'
import { notFound, problemHandler } from './problem.ts'
import { receiptsRouter } from './receipts/routes.ts'
import { reportRoutes } from './reports/routes.ts'
import { riskRoutes } from './risk/routes.ts'
import { payRouter } from './recharges/pay-router.ts'
import { rechargeRoutes } from './recharges/routes.ts'
import { refundRoutes } from './refunds/routes.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { settlementRoutes } from './settlements/routes.ts'
import { shiftRoutes } from './shifts/routes.ts'
import { terminalRoutes } from './terminals/routes.ts'

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
  const { receive, receiveCarried } = entriesReceiver(ctx)
  const routes = [
    // Entries first: they are what is asked for most.
    ...entriesRoutes(ctx, receive),
    ...terminalRoutes(ctx),
    ...logImportRoutes(ctx, receiveCarried),
    ...meRoutes(ctx),
    ...sessionRoutes(ctx),
    ...shiftRoutes(),
    ...settlementRoutes(),
    ...reportRoutes(),
    ...riskRoutes(),
    ...approvalRoutes(ctx),
    ...refundRoutes(),
    ...rechargeRoutes(ctx),
    ...lateDeclineRoutes(),
  ]
  app.use(apiRouter(ctx, routes))

  app.use(payRouter(ctx))
  app.use('/r', refuseOtherMethods(receiptsRouter(ctx)))
  app.use(bareAddresses)
  app.use('/terminal/', pages(ctx.config.pages.terminalDir))
  app.use('/wallet/', pages(ctx.config.pages.walletDir))
  app.use(notFound)
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
