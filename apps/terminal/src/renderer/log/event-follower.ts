import type { TerminalEvent } from '@mps/shared'
import type { AccessTokens } from './access-token.ts'
import { Backoff } from './backoff.ts'
import type { Connection } from './connection.ts'
import { readEvents } from './event-stream.ts'
import type { SyncPort } from './sync-port.ts'

/** The server writes something every 15 seconds; a line that is silent for longer than two of them is dead, whatever the network says. */
const SILENCE_MS = 40_000

type Dependencies = {
  tokens: Pick<AccessTokens, 'call'>
  sync: Pick<SyncPort, 'events'>
  connection: Connection
  /** The outcome up to which this terminal has seen all. */
  seenOutcomeNo: () => number
  /** Asks the server how this terminal stands: what it missed, whether it is still one. */
  probe: () => Promise<void>
  refreshConfig: () => Promise<void>
}

/**
 * Follows what the server tells of this terminal while the server is there. An event is only ever a reason to ask: what it says is not
 * believed, and nothing about money, rules or a revocation is taken from it. Without the stream the heartbeat finds out the same, later.
 */
export class EventFollower {
  readonly #deps: Dependencies
  readonly #backoff = new Backoff()
  #line: AbortController | null = null
  #following: Promise<void> | null = null
  #wake: (() => void) | null = null
  #isClosed = false

  constructor(deps: Dependencies) {
    this.#deps = deps
    deps.connection.live.subscribe(() => this.#connectionChanged())
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#hangUp()
    await this.#following
  }

  get #isWanted(): boolean {
    const { connection } = this.#deps
    return !this.#isClosed && connection.isOnline && !connection.live.get().revoked
  }

  #connectionChanged(): void {
    if (!this.#isWanted) return this.#hangUp()
    this.#following ??= this.#follow().finally(() => {
      this.#following = null
      // It may have come back between the last look and now.
      if (this.#isWanted) this.#connectionChanged()
    })
  }

  #hangUp(): void {
    this.#line?.abort()
    this.#wake?.()
  }

  async #follow(): Promise<void> {
    while (this.#isWanted) {
      if (await this.#listen()) this.#backoff.reset()
      if (this.#isWanted) await this.#pause(this.#backoff.next())
    }
  }

  /** One connection from its beginning to its end. Returns whether the server said anything on it. */
  async #listen(): Promise<boolean> {
    const { tokens, sync } = this.#deps
    const line = new AbortController()
    this.#line = line
    const watchdog = new Watchdog(SILENCE_MS, () => line.abort())
    let wasHeard = false
    try {
      const answer = await tokens.call((token) => sync.events(token, line.signal))
      if (!answer.ok) return false
      for await (const event of readEvents(answer.value, () => watchdog.pat())) {
        wasHeard = true
        this.#heed(event)
      }
    } catch {
      // Broken off, or hung up by us. Whether the server is away is for the next sale or heartbeat to say: proxies end long lines, too.
    } finally {
      watchdog.stop()
      line.abort()
    }
    return wasHeard
  }

  #heed(event: TerminalEvent): void {
    const { probe, refreshConfig, seenOutcomeNo } = this.#deps
    switch (event.type) {
      case 'hello':
      case 'outcome':
        // The answer of the sale on the screen is mostly here before the news of it.
        if (event.lastOutcomeNo > seenOutcomeNo()) void probe()
        return
      case 'config':
        void refreshConfig()
        return
      case 'revoked':
        void probe()
        return
      case 'bye': // the line ends; a new one needs a newer token or another instance
        return
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/** Barks when nobody has patted it for a while. */
class Watchdog {
  readonly #patienceMs: number
  readonly #bark: () => void
  #timer: ReturnType<typeof setTimeout>

  constructor(patienceMs: number, bark: () => void) {
    this.#patienceMs = patienceMs
    this.#bark = bark
    this.#timer = setTimeout(bark, patienceMs)
  }

  pat(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#bark, this.#patienceMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
