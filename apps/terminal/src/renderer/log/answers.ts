import type { EntryOutcome } from '@mps/shared'
import type { EntryDoc } from './entry-doc.ts'
import type { CursorRecord, JournalRecord, OutcomeRecord } from './journal-records.ts'
import type { JournalState } from './journal-state.ts'
import type { LogStore } from './log-store.ts'
import { mergeOutcome } from './sync-status.ts'

type Report = (code: string, detail: string) => void
export type Arrived = { id: string; outcome: EntryOutcome; attempts: number }

/** Takes answers into the log: each once, none over another, none for an entry that is not ours. */
export class Answers {
  readonly #store: LogStore
  readonly #now: () => string
  readonly #report: Report
  // One set after the other: whether an answer is the first one must not change between the look and the write.
  #turn: Promise<unknown> = Promise.resolve()

  constructor(store: LogStore, now: () => string, report: Report) {
    this.#store = store
    this.#now = now
    this.#report = report
  }

  /** Journals and shows answers. Rejects when they could not be made durable; they come again then. */
  take(arrived: readonly Arrived[]): Promise<void> {
    return this.#inTurn(async () => {
      for (const wave of waves(arrived)) await this.#take(wave)
    })
  }

  /** Notes that every outcome up to a number was seen. */
  advance(terminalId: string, outcomeNo: number): Promise<void> {
    return this.#inTurn(async () => {
      await this.#store.commit((state): CursorRecord[] => {
        const { outcomes } = state
        if (outcomes.terminalId === terminalId && outcomes.cursor >= outcomeNo) return []
        return [{ t: 'cursor', terminalId, outcomeNo }]
      })
    })
  }

  async #take(arrived: readonly Arrived[]): Promise<void> {
    const known = await this.#knownDocs(arrived)
    await this.#store.commit((state) => {
      const at = this.#now()
      return arrived.flatMap((each) => this.#recordsOf(each, at, state, known.get(each.id)))
    })
  }

  /** An unsent entry has no answer yet, so only the others are looked up; behind the writes that are still under way. */
  async #knownDocs(arrived: readonly Arrived[]): Promise<Map<string, EntryDoc>> {
    const { pending } = this.#store.state
    const ids = arrived.map(({ id }) => id).filter((id) => pending.get(id)?.state !== 'unsent')
    if (ids.length === 0) return new Map()
    return this.#store.inViewTurn(() => this.#store.view().get(ids))
  }

  #recordsOf(
    { id, outcome, attempts }: Arrived,
    at: string,
    state: Readonly<JournalState>,
    doc: EntryDoc | undefined,
  ): readonly JournalRecord[] {
    const record: OutcomeRecord = { t: 'outcome', id, outcome, at, attempts }
    if (state.pending.get(id)?.state === 'unsent') return [record]
    if (!doc) {
      this.#report('unknown_entry', `an answer (${outcome.state}) came for ${id}, which is not in this log`)
      return []
    }
    switch (mergeOutcome(doc.outcome, outcome, doc.voidedBy !== null)) {
      case 'apply':
        return [record]
      case 'same':
        // Asked for again after a restore: the numbers of the new ledger count from now on.
        return state.resend.has(id) ? [record] : []
      case 'divergent':
        this.#report('divergent_answer', `${id} was ${doc.outcome?.state}, and is now answered ${outcome.state}`)
        return [{ ...record, divergent: true }]
      default:
        // Our own void has taken it back: what is known stays, and that it was answered is on record.
        return state.resend.has(id) && doc.outcome ? [{ ...record, outcome: doc.outcome }] : []
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => undefined)
    return turn
  }
}

/** Splits answers so that no id comes twice in one set: the second must find the first. */
function waves(arrived: readonly Arrived[]): Arrived[][] {
  const result: Arrived[][] = []
  const times = new Map<string, number>()
  for (const each of arrived) {
    const time = times.get(each.id) ?? 0
    times.set(each.id, time + 1)
    const wave = (result[time] ??= [])
    wave.push(each)
  }
  return result
}
