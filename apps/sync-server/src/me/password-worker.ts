import { parentPort } from 'node:worker_threads'
import bcrypt from 'bcryptjs'

/** One comparison to make; answered by `{ id, matches }`. */
export type PasswordQuestion = { id: number; password: string; hash: string }
export type PasswordAnswer = { id: number; matches: boolean }

parentPort?.on('message', ({ id, password, hash }: PasswordQuestion) => {
  const answer: PasswordAnswer = { id, matches: bcrypt.compareSync(password, hash) }
  parentPort?.postMessage(answer)
})
