import { ProblemError } from '../problem.ts'

/** Sets of replays that run at once. */
export const RUNNING_REPLAYS = 2
/** Requests that may wait for their turn; more are asked to come back. */
const LIMITS = { running: RUNNING_REPLAYS, waiting: 48 }

/** `work` may let the next in before it ends, once all that is left of it is to wait for locks that somebody else holds. */
export type BacklogGate = { run<T>(terminalId: string, work: (letNextIn: () => void) => Promise<T>): Promise<T> }

/**
 * Lets replays in a few at a time and one per terminal, so that live charges keep their latency and the pool is never used up by them.
 * Whoever finds the waiting room full gets a 429 with a jittered Retry-After.
 */
export function backlogGate(limits = LIMITS): BacklogGate {
  let running = 0
  const busyTerminals = new Set<string>()
  let waiting: { terminalId: string; start: () => void }[] = []

  function startNext(): void {
    while (running < limits.running) {
      const next = waiting.find(({ terminalId }) => !busyTerminals.has(terminalId))
      if (!next) return
      waiting = waiting.filter((one) => one !== next)
      running++
      busyTerminals.add(next.terminalId)
      next.start()
    }
  }

  return {
    async run(terminalId, work) {
      if (waiting.length >= limits.waiting) throw new ProblemError('too_many_requests', { retryAfterS: 1 + Math.floor(Math.random() * 4) })
      await new Promise<void>((start) => {
        waiting.push({ terminalId, start })
        startNext()
      })
      let isInside = true
      const leave = () => {
        if (isInside) running--
        isInside = false
        startNext()
      }
      try {
        return await work(leave)
      } finally {
        busyTerminals.delete(terminalId)
        leave()
      }
    },
  }
}
