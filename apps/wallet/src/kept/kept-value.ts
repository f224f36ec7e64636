import type { z } from 'zod'
import { type ApiFault, faultOf } from '../api/api-fault.ts'
import type { Vault } from './vault.ts'

export type Kept<T> = {
  value: T | null
  /** Why the last attempt to read it anew failed; the value stays meanwhile. */
  fault: ApiFault | null
  /** The value is what the phone remembered; the server has not answered since. */
  isRemembered: boolean
}

type Source<T> = { key: string; schema: z.ZodType<T>; load: () => Promise<T>; vault: Vault }

/**
 * Something the server knows, kept on the phone as it was last seen: shown at once, read anew when asked, and still there without a
 * network. An answer that was overtaken by a later one is dropped.
 */
export class KeptValue<T> {
  readonly #source: Source<T>
  readonly #listeners = new Set<() => void>()
  #state: Kept<T> = { value: null, fault: null, isRemembered: false }
  #latest = 0

  constructor(source: Source<T>) {
    this.#source = source
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): Kept<T> => this.#state

  /** Shows what the phone remembers, until the server says more. */
  async recall(): Promise<void> {
    const { key, schema, vault } = this.#source
    const value = await vault.read(key, schema)
    if (value !== null && this.#state.value === null) this.#set({ value, fault: this.#state.fault, isRemembered: true })
  }

  readonly reload = async (): Promise<void> => {
    const turn = ++this.#latest
    try {
      const value = await this.#source.load()
      if (turn !== this.#latest) return
      this.#set({ value, fault: null, isRemembered: false })
      await this.#source.vault.put(this.#source.key, value)
    } catch (error) {
      const fault = faultOf(error)
      if (turn === this.#latest) this.#set({ ...this.#state, fault })
    }
  }

  /** Answers that are still under way belong to a member who has left. */
  forget(): void {
    this.#latest++
    this.#set({ value: null, fault: null, isRemembered: false })
  }

  #set(state: Kept<T>): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}
