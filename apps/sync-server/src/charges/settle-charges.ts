import type { Context } from '../context.ts'
import { errorCodeOf, isDatabaseAway } from '../db/error-codes.ts'
import type { Contact, SetEntry } from './charge-set.ts'
import { codeJudge } from './code-verdict.ts'
import { settleSet, type SetResult } from './settle-set.ts'
import { slowLane } from './slow-lane.ts'

export type FinalResult = Exclude<SetResult, { status: 'busy' | 'needs_verdict' }>
/** `isLive`: whether somebody stands at a counter for it. */
export type SettleCharges = (set: readonly SetEntry[], contacts: readonly Contact[], isLive: boolean) => Promise<Promise<FinalResult>[]>

const MAX_CONFLICT_RETRIES = 3
/** At most this many held entries of a live set wait for their locks, each in a call of its own; more share one. */
const WAITING_AT_ONCE = 4

/**
 * Settles a set so that no entry of it harms another: entries whose card or terminal is held come again together when the sets that ran
 * beside them have ended, and what somebody else still holds waits in the slow lane, as a live entry does at once; those whose codes nobody knows are judged and come
 * again; and a set that fails as a whole is halved until the bad entry fails alone.
 * The outer promise is the set's own; the inner ones are the entries', since a waiting entry must not keep the others.
 */
export function chargeSettler(ctx: Context): SettleCharges {
  const judge = codeJudge(ctx)
  const wait = slowLane()
  const running = new Set<Promise<SetResult[]>>()

  async function settle(set: readonly SetEntry[], contacts: readonly Contact[], isLive: boolean): Promise<Promise<FinalResult>[]> {
    const results = await pass(set, contacts)
    const having = (status: SetResult['status']) => set.filter((_item, i) => results[i]!.status === status)
    const busy = having('busy')
    const held = isLive && busy.length <= WAITING_AT_ONCE ? waitEach : together(busy, comeAgain)
    const unknown = together(having('needs_verdict'), judgeAndSettle)
    return results.map((result, i) => {
      if (result.status === 'busy') return held(set[i]!)
      return result.status === 'needs_verdict' ? unknown(set[i]!) : Promise.resolve(result)
    })
  }

  async function pass(set: readonly SetEntry[], contacts: readonly Contact[]): Promise<SetResult[]> {
    const attempted = attempt(set, contacts, false)
    running.add(attempted)
    try {
      return await attempted
    } finally {
      running.delete(attempted)
    }
  }

  /** Who asks again later may find the card held by the next set: who waits for its lock is the next to have it. */
  function waitEach(item: SetEntry): Promise<FinalResult> {
    return finish(item, { status: 'busy' })
  }

  /** Most of what is held is held by a set beside this one, for as long as that takes: one more call for all of it then, and not one for each. */
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
    if (result.status === 'busy') return finish(item, (await wait(() => attempt([item], [], true)))[0]!)
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
