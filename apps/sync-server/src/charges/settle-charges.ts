import type { Context } from '../context.ts'
import { errorCodeOf, isDatabaseAway } from '../db/error-codes.ts'
import type { Contact, SetEntry } from './charge-set.ts'
import { codeJudge } from './code-verdict.ts'
import { settleSet, type SetResult } from './settle-set.ts'
import { slowLane } from './slow-lane.ts'

export type FinalResult = Exclude<SetResult, { status: 'busy' | 'needs_verdict' }>
/** What becomes of an entry whose card or terminal somebody else holds; null where somebody stands at a counter for it, who waits for the lock. */
export type WhenHeld = ((item: SetEntry) => Promise<FinalResult>) | null
export type SettleCharges = (set: readonly SetEntry[], contacts: readonly Contact[], whenHeld: WhenHeld) => Promise<Promise<FinalResult>[]>
/** Hears of each call that has ended, and of each entry's result once: the set in its order, the seconds it took. */
export type Observer = (set: readonly SetEntry[], results: readonly SetResult[], seconds: number) => void

const MAX_CONFLICT_RETRIES = 3
/** At most this many held entries of a live set wait for their locks at once, each in a call of its own; more come again together first. */
const WAITING_AT_ONCE = 4

/**
 * Settles a set so that no entry of it harms another: an entry whose card or terminal is held is the caller's to bring again, or waits for its
 * locks in the slow lane; those whose codes nobody knows are judged and come again; and a set that fails as a whole is halved until the bad
 * entry fails alone.
 * The outer promise is the set's own; the inner ones are the entries', since a waiting entry must not keep the others.
 */
export function chargeSettler(ctx: Context, observe: Observer): SettleCharges {
  const judge = codeJudge(ctx)
  const wait = slowLane()
  const running = new Set<Promise<SetResult[]>>()

  async function settle(set: readonly SetEntry[], contacts: readonly Contact[], whenHeld: WhenHeld): Promise<Promise<FinalResult>[]> {
    const results = await pass(set, contacts)
    const having = (status: SetResult['status']) => set.filter((_item, i) => results[i]!.status === status)
    const held = whenHeld ?? waiting(having('busy'))
    const unknown = together(having('needs_verdict'), judgeAndSettle)
    return results.map((result, i) => {
      if (result.status === 'busy') return held(set[i]!)
      return result.status === 'needs_verdict' ? unknown(set[i]!) : Promise.resolve(result)
    })
  }

  async function pass(set: readonly SetEntry[], contacts: readonly Contact[]): Promise<SetResult[]> {
    const attempted = observed(set, () => attempt(set, contacts, false))
    running.add(attempted)
    try {
      return await attempted
    } finally {
      running.delete(attempted)
    }
  }

  async function observed(set: readonly SetEntry[], call: () => Promise<SetResult[]>): Promise<SetResult[]> {
    const startedAt = performance.now()
    const results = await call()
    const seconds = (performance.now() - startedAt) / 1000
    // After whoever waits for this has sent the next set: noting four hundred results takes a millisecond.
    setImmediate(() => observe(set, results, seconds))
    return results
  }

  /** Who asks again later may find the card held by the next set: who waits for its lock is the next to have it. */
  function waiting(held: readonly SetEntry[]): (item: SetEntry) => Promise<FinalResult> {
    return held.length <= WAITING_AT_ONCE ? (item) => finish(item, { status: 'busy' }) : together(held, comeAgain)
  }

  /** What is held by a set beside this one is held for as long as that takes: one more call for all of it then, and not one for each. */
  async function comeAgain(held: readonly SetEntry[]): Promise<Promise<FinalResult>[]> {
    await Promise.allSettled(running)
    const results = await pass(held, [])
    return results.map((result, i) => finish(held[i]!, result))
  }

  /**
   * One connection for all of them: each for itself, a batch of unknown codes asked for two hundred at once and had everybody else wait for
   * one until it was given up. They are judged one after the other, since taking up a lost code wants a connection too.
   */
  async function judgeAndSettle(items: readonly SetEntry[]): Promise<Promise<FinalResult>[]> {
    const judged: SetEntry[] = []
    for (const item of items) judged.push(await judge(item))
    const results = await pass(judged, [])
    return results.map((result, i) => finish(judged[i]!, result))
  }

  async function finish(item: SetEntry, result: SetResult): Promise<FinalResult> {
    if (result.status === 'busy') return finish(item, (await wait(() => observed([item], () => attempt([item], [], true))))[0]!)
    if (result.status === 'needs_verdict') return (await judgeAndSettle([item]))[0]!
    return result
  }

  async function attempt(set: readonly SetEntry[], contacts: readonly Contact[], mayWait: boolean, retries = 0): Promise<SetResult[]> {
    try {
      return await settleSet(ctx, set, contacts, mayWait)
    } catch (error) {
      if (isConflict(error) && retries < MAX_CONFLICT_RETRIES) return attempt(set, contacts, mayWait, retries + 1)
      if (isDatabaseAway(error)) throw error
      return halve(set, contacts, mayWait, error)
    }
  }

  /** The halves one after the other: entries of one terminal keep their order. */
  async function halve(set: readonly SetEntry[], contacts: readonly Contact[], mayWait: boolean, error: unknown): Promise<SetResult[]> {
    if (set.length <= 1) return set.map((item) => poisoned(item, error))
    const middle = set.length >> 1
    const first = await attempt(set.slice(0, middle), contacts, mayWait)
    return [...first, ...(await attempt(set.slice(middle), [], mayWait))]
  }

  function poisoned({ entry }: SetEntry, error: unknown): SetResult {
    ctx.logger.error({ err: error, entryId: entry.body.id, terminalId: entry.body.terminalId }, 'entry_poisoned')
    return { status: 'rejected', code: 'malformed_entry' }
  }

  return settle
}

/** PostgreSQL has undone the transaction because of another one: deadlock, serialization. */
function isConflict(error: unknown): boolean {
  return ['40P01', '40001'].includes(errorCodeOf(error) ?? '')
}

/** Several entries as one piece of work, of which each gets its own part. */
function together(
  items: readonly SetEntry[],
  work: (items: readonly SetEntry[]) => Promise<Promise<FinalResult>[]>,
): (item: SetEntry) => Promise<FinalResult> {
  const done = items.length === 0 ? Promise.resolve([]) : work(items)
  return async (item) => (await done)[items.indexOf(item)]!
}
