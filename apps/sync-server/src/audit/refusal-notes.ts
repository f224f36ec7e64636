import { setTimeout as sleep } from 'node:timers/promises'
import { asServer, type Database } from '../db/transactions.ts'
import type { Logger } from '../logger.ts'

/** What was refused, as a row of the audit trail: a request, or one entry of a request that was answered. */
export type Refusal = {
  at: string
  action: 'request.refused' | 'entry.rejected'
  objectType: 'request' | 'entry'
  objectId?: string
  actorId?: string
  actorKind?: string
  deviceId?: string
  requestId?: string
  context: { problem: string; method?: string; route?: string; count?: number; role?: string }
}

/** Writes refusals to the audit trail a second later and many at once, so that none costs a transaction of its own. */
export type RefusalNotes = {
  /** One row for this refusal; in a flood it is only counted. */
  write(refusal: Refusal): void
  /** One row a second for all that are alike: knocking a million times writes no million rows. */
  count(refusal: Refusal): void
  flush(): Promise<void>
}

const FLUSH_MS = 1000
/** What one second may bring; beyond it a flood is counted and not told apart. */
const MAX_WAITING = 500

export function openRefusalNotes(db: Database, logger: Logger): RefusalNotes {
  const known: Refusal[] = []
  const counted = new Map<string, Refusal>()
  let flushing: Promise<void> | undefined
  let stored = Promise.resolve()

  const storeAll = async () => {
    const refusals = [...known.splice(0), ...counted.values()]
    counted.clear()
    if (refusals.length > 0) await store(db, logger, refusals)
  }
  // After whatever is being stored: who waits for it finds all that came before in the trail.
  const flush = () => (stored = stored.then(storeAll))
  const flushSoon = () => {
    flushing ??= sleep(FLUSH_MS, undefined, { ref: false })
      .then(flush)
      .finally(() => (flushing = undefined))
  }
  const count = (refusal: Refusal) => {
    addTo(counted, refusal)
    flushSoon()
  }
  return {
    flush,
    count,
    write(refusal) {
      if (known.length >= MAX_WAITING) return count(refusal)
      known.push(refusal)
      flushSoon()
    },
  }
}

function addTo(counted: Map<string, Refusal>, refusal: Refusal): void {
  const { objectId: _object, requestId: _request, ...alike } = refusal
  const { action, objectType, at, deviceId } = alike
  const { role: _role, ...context } = { ...refusal.context, count: 1 }
  const name = [action, context.method, context.route, context.problem, deviceId].join(' ')
  const before = counted.get(name)
  if (before) before.context.count = (before.context.count ?? 1) + 1
  // Of a terminal that floods it is kept which; others are told apart by their own rows or not at all.
  else if (counted.size < MAX_WAITING)
    counted.set(name, deviceId === undefined ? { at, action, objectType, context } : { ...alike, context })
}

async function store(db: Database, logger: Logger, refusals: Refusal[]): Promise<void> {
  try {
    await asServer(db, (client) => client.query('select audit.note_refusals($1)', [JSON.stringify(refusals)]))
  } catch (error) {
    // The database is away: the answers have been given, and the log has each of them.
    logger.warn({ err: error, count: refusals.length }, 'refusals were not noted')
  }
}
