import { AnyUuid, type MemberSession } from '@mps/shared'
import { z } from 'zod'

/** Who is signed in, and until when the server believes it. */
export const Session = z.object({
  token: z.string(),
  /** The server's time, in milliseconds. */
  expiresAtMs: z.number(),
  member: z.object({ id: AnyUuid, memberNo: z.string(), name: z.string() }),
})
export type Session = z.infer<typeof Session>

/** Why nobody is signed in: never was, signed out, or the session ran out. */
export type SessionState = { session: Session } | { session: null; ended: 'never' | 'signed_out' | 'expired' }

const KEY = 'mps.wallet.session'

/**
 * The session of this tab. It is kept in sessionStorage, so a reload stays signed in and a closed tab does not.
 */
export class SessionStore {
  readonly #storage: Storage
  readonly #listeners = new Set<() => void>()
  #state: SessionState

  constructor(storage: Storage) {
    this.#storage = storage
    const kept = readSession(storage.getItem(KEY))
    this.#state = kept ? { session: kept } : { session: null, ended: 'never' }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): SessionState => this.#state

  begin(answer: MemberSession): void {
    const expiresAtMs = Date.parse(answer.serverTime) + answer.expires_in * 1000
    const session = { token: answer.access_token, expiresAtMs, member: answer.member }
    this.#storage.setItem(KEY, JSON.stringify(session))
    this.#set({ session })
  }

  end(ended: 'signed_out' | 'expired'): void {
    this.#storage.removeItem(KEY)
    this.#set({ session: null, ended })
  }

  #set(state: SessionState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

/** What the storage held, or null where it is missing or no session of this version. */
function readSession(text: string | null): Session | null {
  if (text === null) return null
  try {
    return Session.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
