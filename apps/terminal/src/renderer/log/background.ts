import type { LogEngine } from './log-engine.ts'
import { pruneLog } from './prune-log.ts'
import { verifyAgreement } from './restore-log.ts'

const TICK_MS = 5000
/** Not while the first sales and the backlog want the machine. */
const VERIFY_AFTER_MS = 10_000
const PRUNE_EVERY_MS = 6 * 3600 * 1000

/** What an open log does by itself, off the path of every sale. Returns the end of it. */
export function startBackground(engine: LogEngine): () => void {
  const { report } = engine.parts.diagnostics
  const attempt = (name: string, work: Promise<unknown>) => {
    work.catch((error: unknown) => report(`${name}_failed`, String(error)))
  }
  const probe = () => attempt('probe', engine.heartbeat.probe())
  const prune = () => attempt('prune', pruneLog(engine.store, engine.parts.clock.nowMs()))
  const verify = async () => {
    await verifyAgreement(engine.store, report)
    prune()
  }
  const tick = () => {
    engine.tick()
    if (!engine.store.hasView) attempt('repair', engine.store.ensureView())
  }

  attempt('persistence', engine.storage.lookUpPersistence())
  probe()
  // The network came back, or the machine woke up: no need to wait for the next turn.
  globalThis.addEventListener('online', probe)
  const verifying = setTimeout(() => attempt('verify', verify()), VERIFY_AFTER_MS)
  const ticking = setInterval(tick, TICK_MS)
  const pruning = setInterval(prune, PRUNE_EVERY_MS)
  return () => {
    globalThis.removeEventListener('online', probe)
    clearTimeout(verifying)
    clearInterval(ticking)
    clearInterval(pruning)
  }
}
