import { createClient, type RedisClientType } from '@redis/client'
import { type ClientRateLimitInfo, MemoryStore, type Options, type Store } from 'express-rate-limit'
import { RedisStore } from 'rate-limit-redis'
import type { Logger } from '../logger.ts'

/** Longer than Redis ever takes, and short enough that nobody notices that it is away. */
const ANSWER_MS = 250
const RECONNECT_MS = 1000

export type RateStores = {
  /** A store for one limit; stores of one name count together. */
  store(name: string): Store
  close(): Promise<void>
}

/** Counts in Redis for all instances where there is one; where there is none, or while it is away, each instance counts for itself. */
export function openRateStores(url: string | undefined, logger: Logger): RateStores {
  if (url === undefined) return perInstance()
  const client: RedisClientType = createClient({ url, disableOfflineQueue: true, socket: { reconnectStrategy: () => RECONNECT_MS } })
  let isAway = false
  client.on('error', (error: unknown) => {
    if (!isAway) logger.warn({ err: error }, 'Redis is away: rate limits are counted per instance')
    isAway = true
  })
  client.on('ready', () => (isAway = false))
  // A Redis that is not there yet must not keep the server from starting.
  void client.connect().catch(() => {})
  const memory = perInstance()
  return {
    store: (name) => new SharedStore(client, name, memory.store(name)),
    close() {
      if (client.isOpen) client.destroy()
      return Promise.resolve()
    },
  }
}

/** One memory for each name, so that two routes under one limit count together here as well. */
function perInstance(): RateStores {
  const stores = new Map<string, SharedMemory>()
  return {
    store(name) {
      const store = stores.get(name) ?? new SharedMemory()
      stores.set(name, store)
      return store
    },
    close: () => Promise.resolve(),
  }
}

/**
 * MemoryStore starts anew with each limiter that takes it; this one starts once. MemoryStore also answers with the very object
 * that it counts in, so that requests arriving together would each read the count of all of them: here each reads its own.
 */
class SharedMemory extends MemoryStore {
  #isStarted = false
  #turn: Promise<unknown> = Promise.resolve()

  override init(options: Options): void {
    if (!this.#isStarted) super.init(options)
    this.#isStarted = true
  }

  override increment(key: string): Promise<ClientRateLimitInfo> {
    const counted = this.#turn.then(async () => ({ ...(await super.increment(key)) }))
    this.#turn = counted
    return counted
  }
}

class SharedStore implements Store {
  readonly #client: RedisClientType
  readonly #fallback: Store
  readonly prefix: string
  #options: Options | undefined
  #shared: Promise<RedisStore> | undefined

  constructor(client: RedisClientType, name: string, fallback: Store) {
    this.#client = client
    this.#fallback = fallback
    this.prefix = `mps:limit:${name}:`
  }

  init(options: Options): void {
    this.#options = options
    void this.#fallback.init?.(options)
  }

  async increment(key: string): Promise<ClientRateLimitInfo> {
    return this.#either((store) => store.increment(key))
  }

  async decrement(key: string): Promise<void> {
    await this.#either(async (store) => store.decrement(key))
  }

  async resetKey(key: string): Promise<void> {
    await this.#either(async (store) => store.resetKey(key))
  }

  async #either<T>(use: (store: Store) => Promise<T> | T): Promise<T> {
    if (!this.#client.isReady) return use(this.#fallback)
    try {
      return await within(
        ANSWER_MS,
        this.#redis().then((store) => use(store)),
      )
    } catch {
      return use(this.#fallback)
    }
  }

  // Made with the first request and not at start: it loads its scripts as it begins, which fails without Redis and is tried again.
  #redis(): Promise<RedisStore> {
    this.#shared ??= this.#begun().catch((error: unknown) => {
      this.#shared = undefined
      throw error
    })
    return this.#shared
  }

  async #begun(): Promise<RedisStore> {
    const store = new RedisStore({ sendCommand: (...args) => this.#client.sendCommand(args), prefix: this.prefix })
    if (this.#options) await store.init(this.#options)
    return store
  }
}

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('Redis took too long')), ms)
  try {
    return await Promise.race([answer, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
