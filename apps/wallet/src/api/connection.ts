/** Whether the server answered the last call. One for all calls, so that every screen says the same. */
export class Connection {
  readonly #listeners = new Set<() => void>()
  #isOnline = true

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): boolean => this.#isOnline

  heard(isOnline: boolean): void {
    if (isOnline === this.#isOnline) return
    this.#isOnline = isOnline
    for (const listener of this.#listeners) listener()
  }
}
