import { parentPort } from 'node:worker_threads'
import bcrypt from 'bcryptjs'

/** One comparison to make; answered by `{ id, matches }`. */
export type PasswordQuestion = { id: number; password: string; hash: string }
export type PasswordAnswer = { id: number; matches: boolean }

parentPort?.on('message', ({ id, password, hash }: PasswordQuestion) => {
  const answer: PasswordAnswer = { id, matches: isMatch(password, hash) }
  parentPort?.postMessage(answer)
})

/** A hash that bcrypt cannot read is matched by nothing; it must not end the thread, and with it everyone else's sign-in. */
function isMatch(password: string, hash: string): boolean {
  try {
    return bcrypt.compareSync(password, hash)
  } catch {
    return false
  }
}
