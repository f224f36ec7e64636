import type { SessionKind } from '../../src/sessions/open-session.ts'
import { startSession } from '../../src/sessions/open-session.ts'
import { issueToken } from '../../src/tokens.ts'
import type { Member, Merchant } from './builders.ts'
import type { TestDatabase } from './test-database.ts'
import type { TestServer } from './test-server.ts'

/**
 * Access tokens of real sessions, without the third of a second that a password takes. `tests/sessions` signs in for real.
 */
type Server = Pick<TestServer, 'context'>

async function token(
  server: Server,
  kind: SessionKind,
  subjectId: string,
  merchantId: string | null,
  claims: object = {},
): Promise<string> {
  const { sessionId } = await startSession(server.context, { kind, subjectId, merchantId })
  return issueToken(server.context.keys, kind, subjectId, { sid: sessionId, ...claims })
}

/** A member's token. */
export function memberTokenOf(server: Server, { memberId }: Pick<Member, 'memberId'>): Promise<string> {
  return token(server, 'member', memberId, null, { signedInAt: Math.floor(Date.now() / 1000) })
}

/** The token of a shop's manager. */
export function managerToken(server: Server, { merchantId, managerId }: Merchant): Promise<string> {
  return token(server, 'user', managerId, merchantId, { merchantId, role: 'manager' })
}

/** The token of a shop's cashier. */
export function cashierToken(server: Server, { merchantId, cashierId }: Merchant): Promise<string> {
  return token(server, 'user', cashierId, merchantId, { merchantId, role: 'cashier' })
}

/** The token of a platform admin who has given a second factor; each call makes another admin. */
export async function adminToken(server: Server, database: TestDatabase): Promise<string> {
  return (await anAdmin(server, database)).token
}

let made = 0

/** A platform admin, straight into the table: the one command that makes the first works once per database. */
export async function anAdmin(server: Server, database: TestDatabase): Promise<{ adminId: string; token: string }> {
  const { rows } = await database.owner.query<{ id: string }>(
    `insert into auth.users (login, name, is_platform_admin) values ($1, 'An admin', true) returning id`,
    [`admin-${process.pid}-${++made}`],
  )
  const adminId = rows[0]!.id
  return { adminId, token: await token(server, 'admin', adminId, null) }
}
