import { Worker } from 'node:worker_threads'
import { ProblemError } from '../problem.ts'
import type { PasswordAnswer, PasswordQuestion } from './password-worker.ts'

/** More than this would keep the last one waiting for a quarter of a minute: better to tell it to come back. */
const MAX_WAITING = 50
const RETRY_AFTER_S = 5

// A bundle has the worker beside it as JavaScript; from sources it is TypeScript, as this file is.
const WORKER = new URL(`./password-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)

export type PasswordCheck = {
  /** Whether the password is the one that the bcrypt hash was made of. */
  matches(password: string, hash: string): Promise<boolean>
  close(): Promise<void>
}

/**
 * bcrypt in a thread of its own: a comparison takes a third of a second of pure calculation, in which no charge would settle.
 * The thread starts with the first question and again after a crash.
 */
export function openPasswordCheck(): PasswordCheck {
  const waiting = new Map<number, PromiseWithResolvers<boolean>>()
  let worker: Worker | undefined
  let lastId = 0

  const fail = (error: Error) => {
    worker = undefined
    for (const question of waiting.values()) question.reject(error)
    waiting.clear()
  }
  const start = () => {
    const started = new Worker(WORKER)
    started.on('message', ({ id, matches }: PasswordAnswer) => {
      waiting.get(id)?.resolve(matches)
      waiting.delete(id)
    })
    started.on('error', fail)
    // An idle thread keeps no process alive.
    started.unref()
    return started
  }
  return {
    async matches(password, hash) {
      if (waiting.size >= MAX_WAITING) throw new ProblemError('too_many_requests', { retryAfterS: RETRY_AFTER_S })
      const question: PasswordQuestion = { id: ++lastId, password, hash }
      const answer = Promise.withResolvers<boolean>()
      waiting.set(question.id, answer)
      worker ??= start()
      worker.postMessage(question)
      return answer.promise
    },
    async close() {
      await worker?.terminate()
      fail(new Error('The password check has been closed'))
    },
  }
}
