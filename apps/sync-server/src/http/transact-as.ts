import { asAdmin, asMember, asMerchantUser, asServer, asTerminal, type Database, type Work } from '../db/transactions.ts'
import type { Actor } from './actor.ts'

/** One transaction in the name of whoever the request comes from: row level security shows it what that actor may see. */
export function transactAs<T>(ctx: Database, actor: Actor, work: Work<T>): Promise<T> {
  if (actor.kind === 'terminal') return asTerminal(ctx, actor.terminalId, work)
  if (actor.kind === 'member') return asMember(ctx, actor.memberId, work)
  if (actor.kind === 'user') return asMerchantUser(ctx, actor, work)
  if (actor.kind === 'admin') return asAdmin(ctx, actor.adminId, work)
  // An account's own affairs go through functions of auth, which only the server may call.
  return asServer(ctx, work)
}
