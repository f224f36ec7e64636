/** At most this many entries wait for a held lock at once: each keeps a connection while it does. */
const MAX_WAITING_CONNECTIONS = 4

/** Runs what may wait for a lock, a few at a time and in order of arrival, so that waiting never takes the whole pool. */
export function slowLane(limit = MAX_WAITING_CONNECTIONS): <T>(run: () => Promise<T>) => Promise<T> {
  let running = 0
  const queue: (() => void)[] = []
  return async (run) => {
    if (running >= limit) await new Promise<void>((resolve) => queue.push(resolve))
    else running++
    try {
      return await run()
    } finally {
      // The place is handed on, not given back, so that nobody slips in between.
      const next = queue.shift()
      if (next) next()
      else running--
    }
  }
}
