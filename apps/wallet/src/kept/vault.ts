import { clear, createStore, del, get, keys, set, type UseStore } from 'idb-keyval'
import type { z } from 'zod'

/**
 * What the phone keeps so that the wallet opens without a network: who is signed in, the cards as last seen, and codes that have not ended.
 * On the member's own phone it is IndexedDB; on a borrowed one it is memory, and closing the page forgets it. Signing out wipes it.
 *
 * A phone that refuses to store (private windows, a full disk) must not stop a payment, so nothing here throws: what cannot be kept is
 * simply not there next time.
 */
export class Vault {
  #store: UseStore | null = null
  readonly #memory = new Map<string, unknown>()

  /** From now on values go to the disk of this phone; those of this page so far go with them. */
  async keepOnDisk(): Promise<void> {
    this.#store ??= createStore('mps-wallet', 'kept')
    await Promise.all([...this.#memory].map(([key, value]) => this.put(key, value)))
  }

  /** The value under a key, where it is one of this version of the wallet. */
  async read<T>(key: string, schema: z.ZodType<T>): Promise<T | null> {
    const { value } = await this.#try(async (store) => ({ value: await get<unknown>(key, store) }), { value: this.#memory.get(key) })
    return schema.safeParse(value).data ?? null
  }

  /** The keys that begin with a text. */
  async keys(prefix: string): Promise<string[]> {
    const all = await this.#try((store) => keys<string>(store), [...this.#memory.keys()])
    return all.filter((key) => key.startsWith(prefix))
  }

  async put(key: string, value: unknown): Promise<void> {
    this.#memory.set(key, value)
    await this.#try((store) => set(key, value, store), undefined)
  }

  async remove(key: string): Promise<void> {
    this.#memory.delete(key)
    await this.#try((store) => del(key, store), undefined)
  }

  /** Forgets everything, in memory and on the disk, whichever of them is in use now. */
  async wipe(): Promise<void> {
    this.#memory.clear()
    this.#store ??= createStore('mps-wallet', 'kept')
    await this.#try((store) => clear(store), undefined)
    this.#store = null
  }

  async #try<T>(use: (store: UseStore) => Promise<T>, otherwise: T): Promise<T> {
    if (!this.#store) return otherwise
    try {
      return await use(this.#store)
    } catch {
      return otherwise
    }
  }
}
