import { Worker } from 'node:worker_threads'
import { ProblemError } from '../problem.ts'
import type { PasswordAnswer, PasswordQuestion } from './password-worker.ts'
import type { Judgement } from './password-strength.ts'

/** bcrypt's cost for whatever people choose: passwords, PINs, binding passwords. */
export const BCRYPT_COST = 12

/** More than this would keep the last one waiting for a quarter of a minute: better to tell it to come back. */
const MAX_WAITING = 50
const RETRY_AFTER_S = 5

// A bundle has the worker beside it as JavaScript; from sources it is TypeScript, as this file is.
const WORKER = new URL(`./password-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)

type Result = PasswordAnswer['result']
/** The same, spelled out: TypeScript's own Omit would merge the two kinds of question. */
type NewQuestion = { password: string } & ({ hash: string } | { cost: number } | { about: readonly string[] })

export type Passwords = {
  /** Whether the password is the one that the bcrypt hash was made of. */
  matches(password: string, hash: string): Promise<boolean>
  /** The bcrypt hash of a new password or PIN. */
  hash(password: string, cost?: number): Promise<string>
  /** How hard a new password is to guess for somebody who knows what others know of its owner. */
  judge(password: string, about: readonly string[]): Promise<Judgement>
  close(): Promise<void>
}

/**
 * bcrypt and the judging of new passwords in a thread of their own: a comparison takes a third of a second of pure calculation, in which no charge would settle.
 * The thread starts with the first question and again after a crash.
 */
export function openPasswords(): Passwords {
  const waiting = new Map<number, PromiseWithResolvers<Result>>()
  let worker: Worker | undefined
  let lastId = 0

  const fail = (error: Error) => {
    worker = undefined
    for (const question of waiting.values()) question.reject(error)
    waiting.clear()
  }
  const start = () => {
    const started = new Worker(WORKER)
    started.on('message', ({ id, result }: PasswordAnswer) => {
      waiting.get(id)?.resolve(result)
      waiting.delete(id)
    })
    started.on('error', fail)
    // An idle thread keeps no process alive.
    started.unref()
    return started
  }
  const ask = async (asked: NewQuestion): Promise<Result> => {
    if (waiting.size >= MAX_WAITING) throw new ProblemError('too_many_requests', { retryAfterS: RETRY_AFTER_S })
    const question: PasswordQuestion = { id: ++lastId, ...asked }
    const answer = Promise.withResolvers<Result>()
    waiting.set(question.id, answer)
    worker ??= start()
    worker.postMessage(question)
    return answer.promise
  }
  return {
    matches: async (password, hash) => (await ask({ password, hash })) === true,
    async hash(password, cost = BCRYPT_COST) {
      const hash = await ask({ password, cost })
      if (typeof hash !== 'string') throw new Error('bcrypt made no hash')
      return hash
    },
    async judge(password, about) {
      const judgement = await ask({ password, about })
      if (judgement === null || typeof judgement !== 'object') throw new Error('The password was not judged')
      return judgement
    },
    async close() {
      await worker?.terminate()
      fail(new Error('The password check has been closed'))
    },
  }
}
