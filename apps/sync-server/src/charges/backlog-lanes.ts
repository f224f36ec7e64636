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

/** A request on its way: what of it is still to settle, in order, and what has become of the rest. */
type Replay = {
  terminalId: string
  parts: SetEntry[][]
  contacts: readonly Contact[]
  results: Promise<FinalResult>[]
  resolve: (results: Promise<FinalResult[]>) => void
  reject: (error: unknown) => void
}

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
  let running = 0
  let waiting: Replay[] = []
  const busyTerminals = new Set<string>()

  function startNext(): void {
    while (running < RUNNING_REPLAYS) {
      const set = takeSet()
      if (set.length === 0) return
      void run(set)
    }
  }

  /** The replays whose next parts make the next set, in order of arrival; what moves money that a set would not know of has one of its own. */
  function takeSet(): Replay[] {
    const set: Replay[] = []
    const maxSize = isLiveInUse() ? MAX_PART : MAX_SET
    let size = 0
    for (const replay of waiting) {
      const part = replay.parts[0]!
      if (busyTerminals.has(replay.terminalId)) continue
      if (set.length > 0 && (size + part.length > maxSize || standsAlone(part))) continue
      set.push(replay)
      size += part.length
      busyTerminals.add(replay.terminalId)
      if (standsAlone(part)) break
    }
    waiting = waiting.filter((replay) => !set.includes(replay))
    return set
  }

  async function run(set: Replay[]): Promise<void> {
    running++
    try {
      const parts = set.map((replay) => replay.parts.shift()!)
      const results = await settleCharges(
        parts.flat(),
        set.flatMap(({ contacts }) => contacts),
        false,
      )
      let from = 0
      set.forEach((replay, i) => replay.results.push(...results.slice(from, (from += parts[i]!.length))))
      for (const replay of set) goOn(replay)
    } catch (error) {
      for (const replay of set) {
        busyTerminals.delete(replay.terminalId)
        replay.reject(error)
      }
    } finally {
      // What is left of the set is to wait for locks that somebody else holds: two such cards would keep the replays of all terminals waiting.
      running--
      startNext()
    }
  }

  /** The next part goes before whoever came later; with the last one the terminal is busy until what is held of it is settled too. */
  function goOn(replay: Replay): void {
    if (replay.parts.length > 0) {
      busyTerminals.delete(replay.terminalId)
      waiting.unshift(replay)
      return
    }
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

/** A void may give back what an entry before it paid, so it stands in a part of its own; so do refunds and recharges. */
function partsOf(items: readonly SetEntry[]): SetEntry[][] {
  const parts: SetEntry[][] = []
  for (const item of items) {
    const part = parts.at(-1)
    if (part && !standsAlone([item]) && !standsAlone(part) && part.length < MAX_PART) part.push(item)
    else parts.push([item])
  }
  return parts
}

function standsAlone(part: readonly SetEntry[]): boolean {
  return settlesAlone(part[0]!.entry.body)
}
