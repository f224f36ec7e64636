import { TerminalConfig } from '@mps/shared'
import type { AccessTokens } from './access-token.ts'
import type { DeviceStore } from './device-store.ts'
import { LiveValue } from './live.ts'
import type { IdentityPort } from './ports.ts'
import type { SyncPort } from './sync-port.ts'
import type { ConfigState } from './types.ts'

type Kept = { sealed: Uint8Array<ArrayBuffer>; etag: string | null; checkedAt: string }

const KEY = 'config'
const KEEP_EVERY_MS = 5 * 60_000
const NONE: ConfigState = { config: null, checkedAt: null, ageS: null }

/** The last configuration, sealed on the device (it holds the roster's verifiers), so that a cold start needs no network. */
export class ConfigCache {
  readonly live = new LiveValue<ConfigState>(NONE)
  readonly #store: DeviceStore
  readonly #identity: IdentityPort
  readonly #tokens: AccessTokens
  readonly #sync: SyncPort
  readonly #nowMs: () => number
  #etag: string | null = null
  /** What is on the disk. */
  #kept: Kept | null = null
  #refreshing: Promise<void> | null = null

  constructor(store: DeviceStore, identity: IdentityPort, tokens: AccessTokens, sync: SyncPort, nowMs: () => number) {
    this.#store = store
    this.#identity = identity
    this.#tokens = tokens
    this.#sync = sync
    this.#nowMs = nowMs
  }

  /** Takes what was kept into use. One that cannot be read is as good as none: the next contact brings another. */
  async load(): Promise<void> {
    const kept = await this.#store.get<Kept>(KEY).catch(() => null)
    const plain = kept && (await this.#identity.unseal(kept.sealed))
    if (!kept || !plain) return
    const parsed = TerminalConfig.safeParse(JSON.parse(new TextDecoder().decode(plain)))
    if (!parsed.success) return
    this.#etag = kept.etag
    this.#kept = kept
    this.#show(parsed.data, kept.checkedAt)
  }

  /** Asks the server whether another one is in force; without an answer nothing changes. One call at a time. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = null))
    return this.#refreshing
  }

  /** The server has just said that this one is in force: it is as fresh as if it had been sent again. */
  confirm(): void {
    const { config } = this.live.get()
    if (!config) return
    const checkedAt = new Date(this.#nowMs()).toISOString()
    this.#show(config, checkedAt)
    const kept = this.#kept
    if (!kept || Date.parse(checkedAt) - Date.parse(kept.checkedAt) < KEEP_EVERY_MS) return
    this.#kept = { ...kept, checkedAt }
    // Should it fail, the age is overstated after a restart, and nothing else.
    this.#store.put(KEY, this.#kept).catch(() => undefined)
  }

  /** Brings the age up to date. */
  tick(): void {
    const { config, checkedAt } = this.live.get()
    if (config && checkedAt !== null) this.#show(config, checkedAt)
  }

  async clear(): Promise<void> {
    this.#etag = null
    this.#kept = null
    this.live.set(NONE)
    await this.#store.delete(KEY)
  }

  async #refresh(): Promise<void> {
    const answer = await this.#tokens.call((token) => this.#sync.config(token, this.#etag))
    if (!answer.ok) return
    const config = answer.value?.config ?? this.live.get().config
    if (!config) return
    if (answer.value) this.#etag = answer.value.etag
    const checkedAt = new Date(this.#nowMs()).toISOString()
    this.#show(config, checkedAt)
    const sealed = await this.#identity.seal(new TextEncoder().encode(JSON.stringify(config)))
    this.#kept = { sealed, etag: this.#etag, checkedAt }
    await this.#store.put(KEY, this.#kept)
  }

  #show(config: TerminalConfig, checkedAt: string): void {
    const ageS = Math.max(0, Math.floor((this.#nowMs() - Date.parse(checkedAt)) / 1000))
    this.live.patch({ config, checkedAt, ageS })
  }
}
