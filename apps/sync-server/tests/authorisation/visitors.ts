import { type ActorName, actorsOf, type Endpoint } from '@mps/shared/api'
import { startSession } from '../../src/sessions/open-session.ts'
import { issueToken, type TokenKind } from '../../src/tokens.ts'
import type { TestDatabase } from '../support/test-database.ts'
import type { TestServer } from '../support/test-server.ts'
import { adminToken, cashierToken, managerToken, memberTokenOf } from '../support/tokens.ts'
import type { World } from './world.ts'

type Server = Pick<TestServer, 'context'>

/** Everyone who might come: with no token, with nonsense, and each role with a good token of its own. */
export const ROLES = ['terminal', 'member', 'cashier', 'manager', 'admin'] as const
export type Role = (typeof ROLES)[number]

const ADMITS: Record<Role, ActorName[]> = {
  terminal: ['terminal'],
  member: ['member'],
  cashier: ['merchant:any', 'account'],
  manager: ['merchant:any', 'merchant:manager', 'account'],
  admin: ['admin', 'account'],
}

/** Whether an endpoint is for a role; what the declaration says, and nothing else. */
export function admits(endpoint: Endpoint, role: Role): boolean {
  return actorsOf(endpoint).some((actor) => actor === 'public' || ADMITS[role].includes(actor))
}

/** A fresh token of a role in a world; fresh, because an earlier call may have signed its session out. */
export function tokenFor(role: Role, world: World, server: Server, database: TestDatabase): Promise<string> {
  if (role === 'terminal') return terminalToken(server, world)
  if (role === 'member') return memberTokenOf(server, world.member)
  if (role === 'cashier') return cashierToken(server, world.merchant)
  if (role === 'manager') return managerToken(server, world.merchant)
  return adminToken(server, database)
}

const KINDS: Record<Role, TokenKind> = { terminal: 'terminal', member: 'member', cashier: 'user', manager: 'user', admin: 'admin' }

function claimsOf(role: Role, { merchant, device }: World): Record<string, unknown> {
  if (role === 'terminal') return { epoch: device.epoch, merchantId: merchant.merchantId }
  if (role === 'member') return { signedInAt: Math.floor(Date.now() / 1000) }
  return role === 'admin' ? {} : { merchantId: merchant.merchantId, role }
}

function subjectOf(role: Role, { merchant, device, member }: World): string {
  const subjects = { terminal: device.terminalId, member: member.memberId, cashier: merchant.cashierId, manager: merchant.managerId }
  return role === 'admin' ? '01890000-0000-7000-8000-00000000ad03' : subjects[role]
}

const terminalToken = (server: Server, world: World) =>
  issueToken(server.context.keys, 'terminal', world.device.terminalId, claimsOf('terminal', world))

/** A token of the right kind whose time is over. */
export function expiredToken(role: Role, world: World, server: Server): Promise<string> {
  const claims = { ...claimsOf(role, world), sid: '01890000-0000-7000-8000-00000000051d' }
  return issueToken(server.context.keys, KINDS[role], subjectOf(role, world), claims, -1)
}

/** A token of the right kind whose session was signed out. */
export async function signedOutToken(role: Role, world: World, server: Server, database: TestDatabase): Promise<string> {
  const kind = KINDS[role]
  if (kind === 'terminal') throw new Error('A terminal has no session')
  const subjectId = role === 'admin' ? await anAdminId(database) : subjectOf(role, world)
  const merchantId = kind === 'user' ? world.merchant.merchantId : null
  const { sessionId } = await startSession(server.context, { kind, subjectId, merchantId })
  await server.context.pool.query('select auth.sign_out($1, $2, false)', [subjectId, sessionId])
  server.context.revocations.forget()
  return issueToken(server.context.keys, kind, subjectId, { ...claimsOf(role, world), sid: sessionId })
}

let admins = 0
async function anAdminId(database: TestDatabase): Promise<string> {
  const { rows } = await database.owner.query<{ id: string }>(
    `insert into auth.users (login, name, is_platform_admin) values ($1, 'Gone', true) returning id`,
    [`gone-${process.pid}-${++admins}`],
  )
  return rows[0]!.id
}

/** A way in which somebody with a good token can have lost their right to use it, and how to give it back. */
export type Block = { name: string; table: string; blocked: string; active: string; subject: string }

const ACTIVE = `status = 'active', blocked_at = null`
const SUSPENDED = `status = 'suspended', blocked_at = clock_timestamp()`

export function blocksOf(role: Role, { merchant, device, member }: World): Block[] {
  const shop = { name: 'shop suspended', table: 'app.merchants', blocked: SUSPENDED, active: ACTIVE, subject: merchant.merchantId }
  const staff = { name: 'suspended', table: 'auth.users', blocked: `status = 'suspended'`, active: `status = 'active'` }
  const revoked = `status = 'revoked', blocked_at = clock_timestamp(), drain_allowed = false`
  const blocks: Record<Role, Block[]> = {
    terminal: [{ name: 'revoked', table: 'app.terminals', blocked: revoked, active: ACTIVE, subject: device.terminalId }],
    member: [{ name: 'suspended', table: 'app.member_profiles', blocked: SUSPENDED, active: ACTIVE, subject: member.memberId }],
    cashier: [{ ...staff, subject: merchant.cashierId }, shop],
    manager: [{ ...staff, subject: merchant.managerId }, shop],
    admin: [],
  }
  return blocks[role]
}
