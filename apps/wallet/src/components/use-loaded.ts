import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import { type ApiFault, faultOf } from '../api/api-fault.ts'

type State<T> = { value: T | null; fault: ApiFault | null }

/** `reload` keeps its identity. */
export type Loaded<T> = State<T> & { reload: () => void }

/**
 * Something the server knows, loaded again on demand. An older value stays while the new one is fetched or cannot be had, and an answer
 * that was overtaken by a later one is dropped.
 */
class Loader<T> {
  readonly #load: () => Promise<T>
  readonly #listeners = new Set<() => void>()
  #state: State<T> = { value: null, fault: null }
  #latest = 0

  constructor(load: () => Promise<T>) {
    this.#load = load
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): State<T> => this.#state

  async load(): Promise<void> {
    const turn = ++this.#latest
    try {
      const value = await this.#load()
      this.#set(turn, { value, fault: null })
    } catch (error) {
      this.#set(turn, { value: this.#state.value, fault: faultOf(error) })
    }
  }

  #set(turn: number, state: State<T>): void {
    if (turn !== this.#latest) return
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

/**
 * What `load` answers, loaded at once and again on `reload`.
 * @param load must keep its identity between renders
 */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const loader = useMemo(() => new Loader(load), [load])
  const reload = useCallback(() => void loader.load(), [loader])
  useEffect(reload, [reload])
  return { ...useSyncExternalStore(loader.subscribe, loader.snapshot), reload }
}
