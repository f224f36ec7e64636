const AT_MOST_EVERY_MS = 250

type Watcher = { concerns(ids: ReadonlySet<string> | 'all'): boolean; refresh(): void }

/** Calls screens back when what they show has changed: lists four times a second at most, single entries at once. */
export class Watchers {
  readonly #watchers = new Set<Watcher>()

  changed(ids: ReadonlySet<string> | 'all'): void {
    for (const watcher of this.#watchers) if (watcher.concerns(ids)) watcher.refresh()
  }

  /** Watches a list: any change may concern it. */
  watchList<T>(read: () => Promise<T>, listener: (value: T) => void): () => void {
    return this.#watch(read, listener, () => true, AT_MOST_EVERY_MS)
  }

  watchOne<T>(id: string, read: () => Promise<T>, listener: (value: T) => void): () => void {
    return this.#watch(read, listener, (ids) => ids === 'all' || ids.has(id), 0)
  }

  #watch<T>(read: () => Promise<T>, listener: (value: T) => void, concerns: Watcher['concerns'], everyMs: number): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isReading = false
    let isStale = false
    let isEnded = false
    const run = async () => {
      timer = undefined
      isReading = true
      isStale = false
      // A view that is away has nothing to show; its repair calls again.
      const value = await read().catch(() => undefined)
      isReading = false
      if (isEnded) return
      if (value !== undefined) listener(value)
      if (isStale) refresh()
    }
    const refresh = () => {
      if (isReading) isStale = true
      else timer ??= setTimeout(() => void run(), everyMs)
    }
    const watcher: Watcher = { concerns, refresh }
    this.#watchers.add(watcher)
    void run()
    return () => {
      isEnded = true
      clearTimeout(timer)
      this.#watchers.delete(watcher)
    }
  }
}
