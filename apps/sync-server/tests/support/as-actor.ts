import { errorCodeOf } from '../../src/db/error-codes.ts'
import { asAdmin, asMember, asMerchantUser, asServer } from '../../src/db/transactions.ts'
import { PLATFORM_ADMIN, type TestDatabase } from './test-database.ts'

/** Calls one database function in the name of an actor: `call('app.freeze_card($1)', cardId)`. Resolves with its result. */
export type Call = <T = unknown>(text: string, ...values: unknown[]) => Promise<T>
type Runner = (
  work: (client: { query: (text: string, values: unknown[]) => Promise<{ rows: unknown[] }> }) => Promise<unknown>,
) => Promise<unknown>

const caller =
  (run: Runner): Call =>
  async <T>(text: string, ...values: unknown[]) => {
    const rows = await run(async (client) => (await client.query(`select ${text} as result`, values)).rows)
    return (rows as { result: T }[])[0]!.result
  }

export const byAdmin = ({ admin }: TestDatabase): Call => caller((work) => asAdmin(admin, PLATFORM_ADMIN, work))
export const byMember = ({ admin }: TestDatabase, memberId: string): Call => caller((work) => asMember(admin, memberId, work))
export const byServer = ({ admin }: TestDatabase): Call => caller((work) => asServer(admin, work))
export const byUser = ({ admin }: TestDatabase, userId: string, merchantId: string): Call =>
  caller((work) => asMerchantUser(admin, { userId, merchantId }, work))

/** The SQLSTATE that a call fails with, or `ok`. */
export async function stateOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'ok'
  } catch (error) {
    return errorCodeOf(error) ?? String(error)
  }
}

export type AuditRow = { action: string; actor_user_id: string | null; context: Record<string, unknown> }

/** What the audit trail holds of one object, the oldest first; what each write changed row by row, tests/audit looks at. */
export async function auditOf(database: TestDatabase, objectId: string): Promise<AuditRow[]> {
  const { rows } = await database.owner.query<AuditRow>(
    `select action, actor_user_id, context from audit.event_log where object_id = $1 and action not like 'row.%' order by id`,
    [objectId],
  )
  return rows
}
