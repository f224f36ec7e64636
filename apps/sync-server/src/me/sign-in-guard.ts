import { createHash } from 'node:crypto'
import { ProblemError } from '../problem.ts'

/** The same figures as auth.member_login_result has for members that exist. */
const MAX_FAILURES = 5
const LOCK_MS = 15 * 60_000
/** What an attacker can make this process remember. */
const MAX_REMEMBERED = 10_000
const MAX_IN_LINE = 5

type Failures = { count: number; lockedUntilMs: number }

/**
 * What the database cannot do for a sign-in: it locks logins that do not exist as it locks those that do, so that a lock tells nobody
 * who is a member; and it lets one attempt per login run at a time, so that a thousand guesses at once still count as a thousand.
 */
export class SignInGuard {
  readonly #unknown = new Map<string, Failures>()
  readonly #lines = new Map<string, { length: number; last: Promise<unknown> }>()

  /** Runs the attempts on one login one after the other. */
  async inLine<T>(login: string, attempt: () => Promise<T>): Promise<T> {
    const key = keyOf(login)
    const line = this.#lines.get(key) ?? { length: 0, last: Promise.resolve() }
    if (line.length >= MAX_IN_LINE) throw new ProblemError('too_many_requests', { retryAfterS: 5 })
    line.length++
    this.#lines.set(key, line)
    const turn = line.last.then(attempt)
    line.last = turn.catch(() => undefined)
    try {
      return await turn
    } finally {
      if (--line.length === 0) this.#lines.delete(key)
    }
  }

  /** Until when a login that does not exist pretends to be locked; null when it does not. */
  unknownLockedUntilMs(login: string, nowMs = Date.now()): number | null {
    const until = this.#unknown.get(keyOf(login))?.lockedUntilMs ?? 0
    return until > nowMs ? until : null
  }

  unknownFailed(login: string, nowMs = Date.now()): void {
    const key = keyOf(login)
    const before = this.#unknown.get(key)
    const count = before && before.lockedUntilMs === 0 ? before.count + 1 : 1
    // Set anew, so that the one that has been quiet for longest is the first to be forgotten.
    this.#unknown.delete(key)
    this.#unknown.set(key, { count, lockedUntilMs: count >= MAX_FAILURES ? nowMs + LOCK_MS : 0 })
    const oldest = this.#unknown.keys().next()
    if (this.#unknown.size > MAX_REMEMBERED && !oldest.done) this.#unknown.delete(oldest.value)
  }
}

/** No login stands readable in memory for longer than its request. */
function keyOf(login: string): string {
  return createHash('sha256').update(login.trim().toLowerCase()).digest('base64')
}
