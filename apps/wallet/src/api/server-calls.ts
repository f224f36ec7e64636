import { NoAnswer } from '@mps/shared/api/client'
import type { ServerClock } from '../clock/server-clock.ts'
import type { SessionRenewal } from '../session/session-renewal.ts'
import { isSignedOut } from './api-fault.ts'
import type { Connection } from './connection.ts'

/** What every call teaches the wallet beside its answer: what time it is at the server, and whether the server is there at all. */
export class ServerCalls {
  readonly #clock: ServerClock
  readonly #connection: Connection

  constructor(clock: ServerClock, connection: Connection) {
    this.#clock = clock
    this.#connection = connection
  }

  async watch<T>(call: () => Promise<T>): Promise<T> {
    const startedMs = this.#clock.startMs()
    try {
      const answer = await call()
      this.#connection.heard(true)
      if (hasServerTime(answer)) this.#clock.observe(answer.serverTime, startedMs)
      return answer
    } catch (error) {
      // A refusal is an answer, too.
      this.#connection.heard(!(error instanceof NoAnswer))
      throw error
    }
  }

  /** A call by a member who is signed in. A phone with a wrong clock may hold an ended token for a good one: then it is renewed, and called once more. */
  async asMember<T>(renewal: SessionRenewal, call: () => Promise<T>): Promise<T> {
    const token = await renewal.token()
    try {
      return await this.watch(call)
    } catch (error) {
      if (token === null || !isSignedOut(error)) throw error
      await renewal.renew(token)
      return this.watch(call)
    }
  }
}

function hasServerTime(answer: unknown): answer is { serverTime: string } {
  return typeof answer === 'object' && answer !== null && 'serverTime' in answer && typeof answer.serverTime === 'string'
}
