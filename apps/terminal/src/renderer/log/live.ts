import type { Live } from './types.ts'

/** A value that tells its listeners when it has changed. */
export class LiveValue<T> implements Live<T> {
  #value: T
  readonly #listeners = new Set<() => void>()

  constructor(value: T) {
    this.#value = value
  }

  // Bound, because React's useSyncExternalStore takes them as plain functions.
  readonly get = (): T => this.#value

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    for (const listener of this.#listeners) listener()
  }

  /** Changes some fields; listeners hear of it only if one differs. */
  patch(fields: Partial<T>): void {
    const differs = (Object.keys(fields) as (keyof T)[]).some((key) => !Object.is(fields[key], this.#value[key]))
    if (differs) this.set({ ...this.#value, ...fields })
  }
}
