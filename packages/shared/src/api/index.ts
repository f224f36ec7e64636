import { auditApi } from './audit.ts'
import { eventApi } from './events.ts'
import { lateDeclineApi } from './late-declines.ts'
import { logImportApi } from './log-imports.ts'
import { myCardApi } from './my-cards.ts'
import { memberApi } from './members.ts'
import { cardApi } from './cards.ts'
import { merchantApi, rosterApi } from './merchants.ts'
import { terminalAdminApi } from './terminals.ts'
import { platformApi } from './platform.ts'
import { meApi } from './me.ts'
import { reportApi } from './reports.ts'
import { riskApi } from './risk.ts'
import { approvalApi, rechargeApi, refundApi } from './money.ts'
import { memberSessionApi, sessionApi } from './sessions.ts'
import { settlementApi } from './settlements.ts'
import { shiftApi } from './shifts.ts'
import { terminalApi } from './terminal.ts'
import { webhookApi } from './webhooks.ts'

export * from './endpoint.ts'
export * from './inputs.ts'
export type * from './types.ts'
export { lateDeclineApi } from './late-declines.ts'
export { logImportApi } from './log-imports.ts'
export { reportApi, type TransactionFilter } from './reports.ts'
export { riskApi } from './risk.ts'
export { settlementApi } from './settlements.ts'
export { auditApi } from './audit.ts'
export { myCardApi } from './my-cards.ts'
export { memberApi } from './members.ts'
export { cardApi } from './cards.ts'
export { merchantApi, rosterApi } from './merchants.ts'
export { terminalAdminApi } from './terminals.ts'
export { platformApi } from './platform.ts'
export { eventApi } from './events.ts'
export { meApi } from './me.ts'
export { approvalApi, rechargeApi, refundApi } from './money.ts'
export { memberSessionApi, sessionApi } from './sessions.ts'
export { shiftApi } from './shifts.ts'
export { terminalApi } from './terminal.ts'
export { webhookApi, WebhookPayload } from './webhooks.ts'

/** Every endpoint of the API by its id. A noun that is not listed here has no place in the document, the client or the tests. */
export const API = {
  ...terminalApi,
  ...eventApi,
  ...meApi,
  ...auditApi,
  ...myCardApi,
  ...memberApi,
  ...cardApi,
  ...merchantApi,
  ...rosterApi,
  ...terminalAdminApi,
  ...platformApi,
  ...sessionApi,
  ...memberSessionApi,
  ...shiftApi,
  ...logImportApi,
  ...settlementApi,
  ...reportApi,
  ...riskApi,
  ...approvalApi,
  ...refundApi,
  ...rechargeApi,
  ...lateDeclineApi,
  ...webhookApi,
}
