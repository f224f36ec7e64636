import type { Context } from '../context.ts'
import { errorCodeOf, isDatabaseAway } from '../db/error-codes.ts'
import type { Contact, SetEntry } from './charge-set.ts'
import { codeJudge } from './code-verdict.ts'
import { settleSet, type SetResult } from './settle-set.ts'
import { slowLane } from './slow-lane.ts'

export type FinalResult = Exclude<SetResult, { status: 'busy' | 'needs_verdict' }>
export type SettleCharges = (set: readonly SetEntry[], contacts: readonly Contact[]) => Promise<Promise<FinalResult>[]>

const MAX_CONFLICT_RETRIES = 3

/**
 * Settles a set so that no entry of it harms another: an entry whose card or terminal is held by someone waits in the slow lane, one whose
 * code nobody knows is judged and comes again, and a set that fails as a whole is halved until the bad entry fails alone.
 * The outer promise is the set's own; the inner ones are the entries', since a waiting entry must not keep the others.
 */
export function chargeSettler(ctx: Context): SettleCharges {
  const judge = codeJudge(ctx)
  const wait = slowLane()

  async function settle(set: readonly SetEntry[], contacts: readonly Contact[]): Promise<Promise<FinalResult>[]> {
    const results = await attempt(set, contacts, false)
    const judged = settleJudged(set.filter((_item, i) => results[i]!.status === 'needs_verdict'))
    return results.map((result, i) => (result.status === 'needs_verdict' ? judged(set[i]!) : finish(set[i]!, result)))
  }

  async function finish(item: SetEntry, result: SetResult): Promise<FinalResult> {
    if (result.status === 'busy') return finish(item, await waitFor(item))
    if (result.status === 'needs_verdict') return settleJudged([item])(item)
    return result
  }

  /**
   * Judges entries and settles them as one set again: one connection for all of them. Each for itself, a batch of unknown codes asked for two
   * hundred connections at once and had everybody else wait for one until it was given up.
   */
  function settleJudged(items: readonly SetEntry[]): (item: SetEntry) => Promise<FinalResult> {
    const settling = items.length === 0 ? Promise.resolve([]) : judgeAll(items).then((judged) => settleAgain(judged))
    return async (item) => (await settling)[items.indexOf(item)]!
  }

  async function settleAgain(judged: readonly SetEntry[]): Promise<Promise<FinalResult>[]> {
    const results = await attempt(judged, [], false)
    return results.map((result, i) => finish(judged[i]!, result))
  }

  /** One after the other, since taking up a lost code wants a connection too. */
  async function judgeAll(items: readonly SetEntry[]): Promise<SetEntry[]> {
    const judged: SetEntry[] = []
    for (const item of items) judged.push(await judge(item))
    return judged
  }

  async function waitFor(item: SetEntry): Promise<SetResult> {
    return (await wait(() => attempt([item], [], true)))[0]!
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
