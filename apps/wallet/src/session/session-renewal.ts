import type { MemberSession } from '@mps/shared/me'
import { faultOf } from '../api/api-fault.ts'
import type { ServerClock } from '../clock/server-clock.ts'
import type { SessionStore } from './session-store.ts'

/** A session is renewed when less than this is left of it, so that nobody waits for it in front of a till. */
const LEAD_MS = 3 * 60_000

/** Exchanges a refresh token for the next session. */
export type Refresh = (refreshToken: string) => Promise<MemberSession>

/**
 * Keeps the access token fresh by the refresh token, which is good for one exchange. One exchange serves all calls that wait for it, and a
 * lock over all windows of the wallet keeps two of them from spending the same token.
 */
export class SessionRenewal {
  readonly #clock: ServerClock
  readonly #session: SessionStore
  readonly #refresh: Refresh
  #running: Promise<void> | null = null

  constructor(clock: ServerClock, session: SessionStore, refresh: Refresh) {
    this.#clock = clock
    this.#session = session
    this.#refresh = refresh
  }

  /** The access token to call with; null when nobody is signed in. */
  async token(): Promise<string | null> {
    const { session } = this.#session.snapshot()
    if (!session) return null
    const leftMs = session.expiresAtMs - this.#clock.nowMs()
    if (leftMs > LEAD_MS) return session.token
    try {
      await this.renew(session.token)
    } catch (error) {
      // While the old one is good, a renewal that failed is nobody's trouble.
      if (leftMs <= 0) throw error
    }
    return this.#session.snapshot().session?.token ?? null
  }

  /** Replaces a token that is about to end or was refused. Ends the session where the server no longer knows it. */
  renew(token: string): Promise<void> {
    this.#running ??= inOneWindow(() => this.#exchange(token)).finally(() => (this.#running = null))
    return this.#running
  }

  async #exchange(token: string): Promise<void> {
    // Another window may have done it while this one waited for the lock.
    const session = await this.#session.latest()
    if (!session || session.token !== token) return
    try {
      await this.#session.renewed(await this.#refresh(session.refreshToken))
    } catch (error) {
      if (isOver(error)) await this.#session.end('expired')
      throw error
    }
  }
}

/** A refusal by the server is final; everything else may be better in a moment. */
function isOver(error: unknown): boolean {
  const fault = faultOf(error)
  return fault.kind === 'problem' && [401, 403, 422].includes(fault.status)
}

/** Browsers have locks in secure contexts only; a page over plain HTTP does without. */
function inOneWindow(work: () => Promise<void>): Promise<void> {
  return 'locks' in navigator ? navigator.locks.request('mps-wallet-session', work) : work()
}
