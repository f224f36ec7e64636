import { availableParallelism } from 'node:os'
import { settlesAlone } from '../money/settle-money-entry.ts'
import type { Contact, SetEntry } from './charge-set.ts'
import type { FinalResult, SettleCharges } from './settle-charges.ts'

type Job = {
  item: SetEntry
  contact: Contact
  keys: string[]
  resolve: (result: Promise<FinalResult>) => void
  reject: (error: unknown) => void
}

export type LiveLanes = {
  /** Settles one live entry together with whatever else has queued. */
  settle(item: SetEntry, contact: Contact): Promise<FinalResult>
  /** Whether an entry came within the last second. */
  isInUse(): boolean
  /** Resolves when nothing is queued or running. */
  idle(): Promise<void>
}

// With two cores a second set at once takes from the first what it needs, and pays the fixed cost of a call again: two lanes settled a quarter
// less there, and a fifth less where the second waited for 24 charges. With more cores the second overlaps the first one's commit.
export const LANES = availableParallelism() > 2 ? 2 : 1
const MAX_SET = 128
const IN_USE_MS = 1000

/**
 * Live charges share round trips and commits: what has queued while the lanes were busy is the next set, so an idle server adds no wait.
 * Two sets at once never hold the same terminal or card, by what the code says it is, so they do not wait for each other either.
 */
export function liveLanes(settleCharges: SettleCharges): LiveLanes {
  let queue: Job[] = []
  let running = 0
  let scheduled = false
  let usedAt = -Infinity
  const held = new Set<string>()
  const waiters: (() => void)[] = []

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    // After the requests that arrived in the same turn have been read.
    setImmediate(() => {
      scheduled = false
      startNext()
    })
  }

  function startNext(): void {
    while (running < LANES) {
      const set = takeSet()
      if (set.length === 0) break
      void run(set)
    }
  }

  /** The next set: in order of arrival, passing over whoever shares a terminal or card with a set that is running or with one passed over. */
  function takeSet(): Job[] {
    const set: Job[] = []
    const rest: Job[] = []
    const passedOver = new Set<string>()
    for (const job of queue) {
      const isFree = job.keys.every((key) => !held.has(key) && !passedOver.has(key))
      if (isFree && set.length < MAX_SET && joins(set, job)) {
        set.push(job)
      } else {
        for (const key of job.keys) passedOver.add(key)
        rest.push(job)
      }
    }
    for (const job of set) for (const key of job.keys) held.add(key)
    queue = rest
    return inChainOrder(set)
  }

  async function run(set: Job[]): Promise<void> {
    running++
    const tell = await settled(set)
    running--
    for (const job of set) for (const key of job.keys) held.delete(key)
    // What has queued goes first, so that the database works on it while the answers of this set are written.
    startNext()
    setImmediate(() => {
      tell()
      if (running === 0 && queue.length === 0) for (const done of waiters.splice(0)) done()
    })
  }

  /** Settles a set; what it resolves to tells those who wait. */
  async function settled(set: Job[]): Promise<() => void> {
    try {
      const results = await settleCharges(
        set.map(({ item }) => item),
        latestContacts(set),
        null,
      )
      // Whoever waits for them hears of a failure later than it happens.
      for (const result of results) result.catch(() => {})
      return () => set.forEach((job, i) => job.resolve(results[i]!))
    } catch (error) {
      return () => {
        for (const job of set) job.reject(error)
      }
    }
  }

  return {
    settle: (item, contact) =>
      new Promise((resolve, reject) => {
        usedAt = performance.now()
        queue.push({ item, contact, keys: keysOf(item), resolve, reject })
        schedule()
      }),
    isInUse: () => performance.now() - usedAt < IN_USE_MS,
    idle: () => (running === 0 && queue.length === 0 ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
  }
}

/** A void, refund or recharge moves money that the set's memory would not know of: it goes alone. */
function joins(set: Job[], job: Job): boolean {
  return set.length === 0 || (!settlesAlone(job.item.entry.body) && !settlesAlone(set[0]!.item.entry.body))
}

/** The database wants the entries of one terminal in the order of their numbers; else the order of arrival stays. */
function inChainOrder(set: Job[]): Job[] {
  const terminals = new Set(set.map(({ item }) => item.entry.body.terminalId))
  if (terminals.size === set.length) return set
  return set.toSorted(({ item: { entry: a } }, { item: { entry: b } }) => {
    const byTerminal = a.body.terminalId < b.body.terminalId ? -1 : a.body.terminalId > b.body.terminalId ? 1 : 0
    return byTerminal || a.body.epoch - b.body.epoch || a.body.seq - b.body.seq
  })
}

/** Where an entry belongs, by its terminal and the card number at the head of its code: a hint for routing, believed by nobody. */
function keysOf({ entry }: SetEntry): string[] {
  const terminal = `terminal ${entry.body.terminalId}`
  // Version, flags, key and card number are the first 11 bytes: 18 letters of Base32.
  return entry.code ? [terminal, `card ${entry.code.slice(9, 23)}`] : [terminal]
}

/** One contact a terminal: what it said last. */
function latestContacts(set: Job[]): Contact[] {
  const latest = new Map<string, Contact>()
  for (const { contact } of set) {
    const known = latest.get(contact.terminalId)
    if (!known || contact.lastSeq > known.lastSeq) latest.set(contact.terminalId, contact)
  }
  return [...latest.values()]
}
