import { applyDiscount, type TerminalConfig } from '@mps/shared'
import type { AnyDraft } from './draft-body.ts'
import { LogError } from './errors.ts'
import type { LogEngine } from './log-engine.ts'
import { isWithinLimits, roomFor } from './offline-use.ts'
import type { Standing } from './record-entry.ts'

/** Everything that must hold before an entry gets its number; refuses with the reason, and nothing has happened then. */
export async function standingFor(engine: LogEngine, draft: AnyDraft): Promise<Standing> {
  if (engine.isClosed) throw new LogError('log_closed')
  const identity = engine.identity.get()
  if (!identity) throw new LogError('not_paired')
  await ensureStorage(engine)
  const { config } = engine.config.live.get()
  if (!config) throw new LogError('no_config')
  const movesMoney = draft.kind === 'charge' || draft.kind === 'refund' || draft.kind === 'recharge'
  if (movesMoney && engine.connection.live.get().revoked) throw new LogError('terminal_revoked')
  const needsServer = draft.kind === 'refund' || draft.kind === 'recharge'
  if (needsServer && engine.connection.isOffline) throw new LogError('no_answer')
  const within = draft.kind === 'charge' ? judgeCharge(engine, draft, config) : true
  return { identity, currency: config.currency, policyRev: config.policy.revision, within }
}

/** A failure that was repaired in the meantime stops nobody; one that was not stops everybody. */
async function ensureStorage({ storage, store }: LogEngine): Promise<void> {
  await storage.ensureRoom()
  const { error } = storage.live.get()
  if (error?.code === 'log_lost') throw error
  if (!(await store.ensureView())) throw storage.live.get().error ?? new LogError('storage_failing')
}

/** Whether a charge would be accepted without the server. Known to be offline, one that would not is refused before it is recorded. */
function judgeCharge(engine: LogEngine, draft: Extract<AnyDraft, { kind: 'charge' }>, config: TerminalConfig): boolean {
  const { amount, quoted, approval, code } = draft
  if (applyDiscount(amount, quoted.discount, config.roundingStep) !== quoted.final) throw new LogError('config_mismatch', 'quoted.final')
  const room = roomFor(engine.offlineView(), code)
  const within = isWithinLimits(room, config.policy, quoted.final, approval !== undefined)
  if (within || !engine.connection.isOffline) return within
  if (room.limit === 'clock_unsafe') throw new LogError('clock_unsafe')
  throw new LogError('offline_limit', quoted.final <= room.roomMinor ? 'approval_needed' : room.limit)
}
