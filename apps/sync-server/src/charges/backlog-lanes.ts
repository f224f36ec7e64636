import { settlesAlone } from '../money/settle-money-entry.ts'
import { ProblemError } from '../problem.ts'
import type { Contact, SetEntry } from './charge-set.ts'
import type { FinalResult, SettleCharges } from './settle-charges.ts'

/** Sets of replays that run at once. */
export const RUNNING_REPLAYS = 2
/** Requests that may wait for their turn; more are asked to come back. */
const MAX_WAITING = 48
/** Entries of one request in a set, and of all requests in one while live charges come: one whose card is in the set waits as long as it takes. */
const MAX_PART = 200
/** Entries of a set while no live charge comes: the more of them share a call, the less its fixed cost is for each. */
const MAX_SET = 400
/** Held entries that ride with a set, beside its own: with the few that there are, two whole requests must still fit. */
const MAX_RIDERS = 100
/** Sets that an entry rides with: one in twenty meets its card held by the next as well. */
const MAX_RIDES = 3

/** A request on its way: what of it is still to settle, in order, and what has become of the rest. */
type Replay = {
  terminalId: string
  parts: SetEntry[][]
  contacts: readonly Contact[]
  results: Promise<FinalResult>[]
  resolve: (results: Promise<FinalResult[]>) => void
  reject: (error: unknown) => void
}

/** A held entry on its way into the next set that starts when those that may hold its card have ended. */
type Rider = {
  item: SetEntry
  ride: number
  holders: Set<Run>
  resolve: (result: Promise<FinalResult>) => void
  reject: (error: unknown) => void
}

type Run = { riders: Rider[]; replays: Replay[]; terminals: Set<string> }

export type BacklogLanes = {
  /** Settles the entries of a replay in their order, those of one request in parts, each beside parts of others. */
  settle(terminalId: string, items: readonly SetEntry[], contacts: readonly Contact[]): Promise<FinalResult[]>
  /** Requests that wait for their turn. */
  waiting(): number
}

/**
 * Lets replays in a few sets at a time and one per terminal, so that live charges keep their latency and the pool is never used up by them.
 * What waits for its turn shares sets. Whoever finds the waiting room full gets a 429 with a jittered Retry-After.
 */
export function backlogLanes(settleCharges: SettleCharges, isLiveInUse: () => boolean): BacklogLanes {
  const running = new Set<Run>()
  let waiting: Replay[] = []
  let riders: Rider[] = []
  const busyTerminals = new Set<string>()

  function startNext(): void {
    while (running.size < RUNNING_REPLAYS) {
      const next = takeSet()
      if (next.terminals.size === 0) return
      void run(next)
    }
  }

  /** What makes the next set: held entries that may be free now and the replays whose turn it is, or one that moves money that a set would not know of. */
  function takeSet(): Run {
    const ready = waiting.filter(({ terminalId }) => !busyTerminals.has(terminalId) && !isRunning(terminalId))
    const alone = ready[0] && standsAlone(ready[0])
    const taken = alone ? [] : takeRiders()
    const replays = alone ? ready.slice(0, 1) : fitting(ready, isLiveInUse() ? MAX_PART : MAX_SET)
    waiting = waiting.filter((replay) => !replays.includes(replay))
    for (const { terminalId } of replays) busyTerminals.add(terminalId)
    const terminals = [...taken.map(({ item }) => item.entry.body.terminalId), ...replays.map(({ terminalId }) => terminalId)]
    return { riders: taken, replays, terminals: new Set(terminals) }
  }

  function takeRiders(): Rider[] {
    const isFree = ({ holders, item }: Rider) => holders.size === 0 && !isRunning(item.entry.body.terminalId)
    const taken = riders.filter(isFree).slice(0, MAX_RIDERS)
    riders = riders.filter((rider) => !taken.includes(rider))
    return taken
  }

  function isRunning(terminalId: string): boolean {
    return [...running].some(({ terminals }) => terminals.has(terminalId))
  }

  async function run(set: Run): Promise<void> {
    running.add(set)
    const tell = await settled(set)
    running.delete(set)
    for (const { holders } of riders) holders.delete(set)
    // The next set goes first, so that the database works on it while the answers of this one are written.
    startNext()
    setImmediate(tell)
  }

  /** Settles a set and lets its replays go on; what it resolves to tells those who wait. */
  async function settled(set: Run): Promise<() => void> {
    const { replays } = set
    try {
      const parts = replays.map((replay) => replay.parts.shift()!)
      const results = await settleCharges(
        [...set.riders.map(({ item }) => item), ...parts.flat()],
        replays.flatMap(({ contacts }) => contacts),
        (item) => ride(set, item),
      )
      // Whoever waits for them may come later than their failure.
      for (const result of results) result.catch(() => {})
      let from = set.riders.length
      replays.forEach((replay, i) => replay.results.push(...results.slice(from, (from += parts[i]!.length))))
      const finished = replays.filter((replay) => !goesOn(replay))
      return () => {
        set.riders.forEach((rider, i) => rider.resolve(results[i]!))
        for (const replay of finished) finish(replay)
      }
    } catch (error) {
      for (const { terminalId } of replays) busyTerminals.delete(terminalId)
      return () => {
        for (const rider of set.riders) rider.reject(error)
        for (const replay of replays) replay.reject(error)
      }
    }
  }

  /**
   * Most likely a set beside this one has the card. A call of its own for the few that it has would cost as much as dozens of entries in the
   * next set. What is held again and again waits for its locks out of the way: two such cards would keep the replays of all terminals waiting.
   */
  async function ride(set: Run, item: SetEntry): Promise<FinalResult> {
    const rides = set.riders.find((rider) => rider.item === item)?.ride ?? 0
    if (rides === MAX_RIDES) return (await settleCharges([item], [], null))[0]!
    return new Promise((resolve, reject) => {
      const holders = new Set([...running].filter((other) => other !== set))
      riders.push({ item, ride: rides + 1, holders, resolve, reject })
    })
  }

  /** Whether there is a next part; it goes before whoever came later. */
  function goesOn(replay: Replay): boolean {
    if (replay.parts.length === 0) return false
    busyTerminals.delete(replay.terminalId)
    waiting.unshift(replay)
    return true
  }

  /** The terminal is busy until what is held of its last part is settled too. */
  function finish(replay: Replay): void {
    const done = Promise.all(replay.results)
    const leave = () => {
      busyTerminals.delete(replay.terminalId)
      startNext()
    }
    done.then(leave, leave)
    replay.resolve(done)
  }

  return {
    settle(terminalId, items, contacts) {
      if (items.length === 0) return Promise.resolve([])
      if (waiting.length >= MAX_WAITING) {
        return Promise.reject(new ProblemError('too_many_requests', { retryAfterS: 1 + Math.floor(Math.random() * 4) }))
      }
      return new Promise((resolve, reject) => {
        waiting.push({ terminalId, parts: partsOf(items), contacts, results: [], resolve, reject })
        startNext()
      })
    },
    waiting: () => waiting.length,
  }
}

/** One of each terminal, in order of arrival, as far as there is room. */
function fitting(ready: readonly Replay[], room: number): Replay[] {
  const taken: Replay[] = []
  const terminals = new Set<string>()
  for (const replay of ready) {
    const { length } = replay.parts[0]!
    if (length > room || standsAlone(replay) || terminals.has(replay.terminalId)) continue
    taken.push(replay)
    terminals.add(replay.terminalId)
    room -= length
  }
  return taken
}

/** Whether what comes next moves money that a set would not know of. */
function standsAlone({ parts }: Replay): boolean {
  return settlesAlone(parts[0]![0]!.entry.body)
}

/** A void may give back what an entry before it paid, so it stands in a part of its own; so do refunds and recharges. */
function partsOf(items: readonly SetEntry[]): SetEntry[][] {
  const isAlone = (item: SetEntry) => settlesAlone(item.entry.body)
  const parts: SetEntry[][] = []
  for (const item of items) {
    const part = parts.at(-1)
    if (part && !isAlone(item) && !isAlone(part[0]!) && part.length < MAX_PART) part.push(item)
    else parts.push([item])
  }
  return parts
}
