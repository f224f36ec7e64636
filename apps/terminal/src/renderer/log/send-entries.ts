import type { EntryOutcome, SendEntriesResponse } from '@mps/shared'
import type { AccessTokens } from './access-token.ts'
import type { Answers } from './answers.ts'
import type { Attempts } from './attempts.ts'
import type { CallTimes } from './clock.ts'
import type { LogStore } from './log-store.ts'
import { storageError } from './storage-error.ts'
import type { NoAnswer, SyncPort } from './sync-port.ts'
import type { SendFailure } from './types.ts'

export type SendResult = { ok: true } | NoAnswer | { ok: false; failure: 'storage' }

type Dependencies = {
  store: LogStore
  answers: Answers
  attempts: Attempts
  tokens: AccessTokens
  sync: SyncPort
  /** The last number made in the epoch that this device is paired in. */
  lastSeq: () => number
  /** The server answered: its time and ledger. `coveredOrdinal` was the last entry when the call was made. */
  contacted: (response: SendEntriesResponse, times: CallTimes, coveredOrdinal: number) => void
  report: (code: string, detail: string) => void
}

/** Sends some entries in one request and takes their answers; the one way out for both senders. */
export class EntrySender {
  readonly #deps: Dependencies

  constructor(deps: Dependencies) {
    this.#deps = deps
  }

  /**
   * Posts the entries and resolves once their answers are durable. The caller has marked them in flight, and unmarks them.
   * @param onAnswer the server has answered and only storing is left, so that a pipeline can send its next request
   */
  async send(ids: readonly string[], live: boolean, onAnswer: () => void = () => undefined): Promise<SendResult> {
    const { store, tokens, sync, lastSeq, contacted } = this.#deps
    const entries = await store.sentEntries(ids)
    const coveredOrdinal = store.state.ordinal
    const answer = await tokens.call((token) => sync.entries(token, { lastSeq: lastSeq(), entries }, { live }))
    if (!answer.ok) return answer
    const outcomes = matchAnswers(ids, answer.value.results)
    if (!outcomes) return this.#mismatch(ids, answer.value)
    contacted(answer.value, answer.times, coveredOrdinal)
    onAnswer()
    return this.#take(ids, outcomes)
  }

  async #take(ids: readonly string[], outcomes: readonly EntryOutcome[]): Promise<SendResult> {
    const { answers, attempts, report } = this.#deps
    try {
      await answers.take(ids.map((id, i) => ({ id, outcome: outcomes[i]!, attempts: attempts.of(id)?.attempts ?? 1 })))
      attempts.forget(ids)
      return { ok: true }
    } catch (error) {
      // Not lost: they are asked for again, and the server gives the same answers.
      report('answers_not_stored', storageError(error).message)
      return { ok: false, failure: 'storage' }
    }
  }

  #mismatch(ids: readonly string[], response: SendEntriesResponse): NoAnswer {
    this.#deps.report('answer_mismatch', `${ids.length} entries were sent, ${response.results.length} answers name others`)
    return { ok: false, failure: 'bad_answer', retryAfterMs: null, problem: null, date: null }
  }
}

/** The outcomes in the order of the request, or null when they answer something else. */
export function matchAnswers(ids: readonly string[], results: readonly EntryOutcome[]): readonly EntryOutcome[] | null {
  if (results.length !== ids.length) return null
  const fits = results.every((result, i) => result.id === ids[i] || (result.id === null && result.state === 'rejected'))
  return fits ? results : null
}

/** What a send result means for the connection: storage trouble is ours, not the network's. */
export function failureOf(result: SendResult): SendFailure | null {
  return result.ok || result.failure === 'storage' ? null : result.failure
}
