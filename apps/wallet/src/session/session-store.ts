import { AnyUuid } from '@mps/shared/ids'
import type { MemberSession } from '@mps/shared/me'
import { z } from 'zod'
import type { Vault } from '../kept/vault.ts'

/** Who is signed in, and until when the server believes it. */
export const Session = z.object({
  token: z.string(),
  /** The server's time, in milliseconds. */
  expiresAtMs: z.number(),
  /** Good for one exchange. */
  refreshToken: z.string(),
  member: z.object({ id: AnyUuid, memberNo: z.string(), name: z.string() }),
})
export type Session = z.infer<typeof Session>

/** Why nobody is signed in: never was, signed out, or the session ran out. */
export type SessionEnd = 'never' | 'signed_out' | 'expired'
export type SessionState = { session: Session } | { session: null; ended: SessionEnd }

const KEY = 'mps.wallet.session'

/**
 * The session of this phone: kept in the vault on the member's own phone, so that the wallet opens without a network; in sessionStorage on
 * a borrowed one, so that a reload stays signed in and a closed tab does not. Its end wipes everything that the phone kept.
 */
export class SessionStore {
  readonly #vault: Vault
  readonly #tab: Storage
  readonly #listeners = new Set<() => void>()
  // The wallet's other windows on this phone: one that signs out takes the others with it.
  readonly #windows = new BroadcastChannel(KEY)
  #state: SessionState = { session: null, ended: 'never' }

  constructor(vault: Vault, tab: Storage) {
    this.#vault = vault
    this.#tab = tab
    this.#windows.addEventListener('message', () => this.#close('signed_out'))
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): SessionState => this.#state

  /** Takes up the session that this tab or this phone kept. */
  async restore(): Promise<void> {
    if (this.#tab.getItem(KEY) === null) await this.#vault.keepOnDisk()
    const session = await this.#kept()
    if (session) this.#set({ session })
  }

  /** The session as any window of the wallet left it: a newer token than this one's is taken over. */
  async latest(): Promise<Session | null> {
    const { session } = this.#state
    const kept = await this.#kept()
    if (!session || !kept || kept.member.id !== session.member.id || kept.token === session.token) return session
    this.#set({ session: kept })
    return kept
  }

  async begin(answer: MemberSession, isOwnPhone: boolean): Promise<void> {
    // Whatever another member left on this phone is none of this one's business.
    await this.#vault.wipe()
    this.#tab.removeItem(KEY)
    if (isOwnPhone) await this.#vault.keepOnDisk()
    else this.#tab.setItem(KEY, '')
    await this.renewed(answer)
  }

  async renewed(answer: MemberSession): Promise<void> {
    const expiresAtMs = Date.parse(answer.serverTime) + answer.expires_in * 1000
    const refreshToken = answer.refresh_token ?? this.#state.session?.refreshToken ?? ''
    const session: Session = { token: answer.access_token, expiresAtMs, refreshToken, member: answer.member }
    if (this.#tab.getItem(KEY) === null) await this.#vault.put(KEY, session)
    else this.#tab.setItem(KEY, JSON.stringify(session))
    this.#set({ session })
  }

  async end(ended: 'signed_out' | 'expired'): Promise<void> {
    if (ended === 'signed_out') this.#windows.postMessage(ended)
    this.#close(ended)
    await this.#vault.wipe()
  }

  async #kept(): Promise<Session | null> {
    const ofTab = this.#tab.getItem(KEY)
    return ofTab === null ? this.#vault.read(KEY, Session) : (Session.safeParse(jsonOrNull(ofTab)).data ?? null)
  }

  #close(ended: 'signed_out' | 'expired'): void {
    this.#tab.removeItem(KEY)
    this.#set({ session: null, ended })
  }

  #set(state: SessionState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
