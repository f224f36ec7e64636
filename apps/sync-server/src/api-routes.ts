import { approvalRoutes } from './approvals/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import type { Context } from './context.ts'
import { myCardRoutes } from './cards/my-routes.ts'
import { cardRoutes } from './cards/routes.ts'
import { entriesReceiver } from './entries/receive-entries.ts'
import { entriesRoutes } from './entries/routes.ts'
import { eventRoutes } from './events/routes.ts'
import type { Route } from './http/implement.ts'
import { lateDeclineRoutes } from './late-declines/routes.ts'
import { logImportRoutes } from './log-imports/routes.ts'
import { meRoutes } from './me/routes.ts'
import { memberRoutes } from './members/routes.ts'
import { merchantRoutes } from './merchants/routes.ts'
import { platformRoutes } from './platform/routes.ts'
import { rechargeRoutes } from './recharges/routes.ts'
import { refundRoutes } from './refunds/routes.ts'
import { reportRoutes } from './reports/routes.ts'
import { riskRoutes } from './risk/routes.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { settlementRoutes } from './settlements/routes.ts'
import { shiftRoutes } from './shifts/routes.ts'
import { terminalAdminRoutes } from './terminals/admin-routes.ts'
import { terminalRoutes } from './terminals/routes.ts'
import { webhookRoutes } from './webhooks/routes.ts'

/** Everything that is implemented of the API, one line per noun. */
export function apiRoutes(ctx: Context): Route[] {
  const { receive, receiveCarried } = entriesReceiver(ctx)
  return [
    // Entries first: they are what is asked for most.
    ...entriesRoutes(ctx, receive),
    ...terminalRoutes(ctx),
    ...eventRoutes(ctx),
    ...meRoutes(ctx),
    ...myCardRoutes(ctx),
    ...memberRoutes(ctx),
    ...cardRoutes(ctx),
    ...merchantRoutes(ctx),
    ...terminalAdminRoutes(),
    ...platformRoutes(ctx),
    ...sessionRoutes(ctx),
    ...auditRoutes(),
    ...logImportRoutes(ctx, receiveCarried),
    ...shiftRoutes(),
    ...approvalRoutes(ctx),
    ...refundRoutes(),
    ...rechargeRoutes(ctx),
    ...lateDeclineRoutes(),
    ...settlementRoutes(),
    ...reportRoutes(),
    ...riskRoutes(),
    ...webhookRoutes(ctx),
  ]
}
