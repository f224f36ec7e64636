import { LogError } from './errors.ts'
import { LiveValue } from './live.ts'
import type { JournalPort } from './ports.ts'
import type { StorageState } from './types.ts'

/** Below this a charge is refused: a full disk makes Chromium drop whole databases, and an outage's log must still fit. */
const FLOOR_BYTES = 4 * 1024 * 1024
const FRESH_MS = 15_000

/** Knows whether this device can still write, so that taking money stops loudly before it cannot. */
export class StorageGuard {
  readonly live = new LiveValue<StorageState>({ state: 'ok', error: null, freeBytes: null, persisted: null })
  readonly #journal: JournalPort
  #measuredMs = -Infinity
  #isLost = false

  constructor(journal: JournalPort) {
    this.#journal = journal
  }

  /** Storage failed, or works again (null). */
  note(error: LogError | null): void {
    if (this.#isLost) return
    if (error) this.live.patch({ state: 'failing', error })
    else if (this.live.get().state === 'failing') this.live.patch({ state: 'ok', error: null })
  }

  /** The log of this epoch is gone or was copied: no write that works again makes that good, only a new pairing does. */
  noteLost(detail: string): void {
    this.note(new LogError('log_lost', detail))
    this.#isLost = true
  }

  pairedAnew(): void {
    this.#isLost = false
    this.note(null)
  }

  /** Rejects when there is too little room for another entry; measures anew while there is. */
  async ensureRoom(): Promise<void> {
    const isStale = performance.now() - this.#measuredMs > FRESH_MS
    if (isStale || this.live.get().state !== 'ok') await this.measure()
    const { state, error } = this.live.get()
    if (state === 'low') throw error ?? new LogError('storage_low')
  }

  /** Looks at the free space. A platform that does not say is taken to have enough. */
  async measure(): Promise<void> {
    const freeBytes = await this.#journal.freeBytes().catch(() => null)
    this.#measuredMs = performance.now()
    const isLow = freeBytes !== null && freeBytes < FLOOR_BYTES
    const { state } = this.live.get()
    if (isLow) this.live.patch({ state: 'low', error: new LogError('storage_low', `${freeBytes} bytes are free`), freeBytes })
    else if (state === 'low') this.live.patch({ state: 'ok', error: null, freeBytes })
    else this.live.patch({ freeBytes })
  }

  /** Whether the browser has promised not to evict; asks nobody. */
  async lookUpPersistence(): Promise<void> {
    this.live.patch({ persisted: await navigator.storage.persisted().catch(() => null) })
  }

  async requestPersistence(): Promise<boolean> {
    const persisted = await navigator.storage.persist().catch(() => false)
    this.live.patch({ persisted })
    return persisted
  }
}
