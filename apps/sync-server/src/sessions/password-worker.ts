import { parentPort } from 'node:worker_threads'
import bcrypt from 'bcryptjs'

/** One password to compare with a hash, or to hash; answered by what came of it, or by null where bcrypt refused. */
export type PasswordQuestion = { id: number; password: string } & ({ hash: string } | { cost: number })
export type PasswordAnswer = { id: number; result: boolean | string | null }

parentPort?.on('message', (question: PasswordQuestion) => {
  const answer: PasswordAnswer = { id: question.id, result: answerTo(question) }
  parentPort?.postMessage(answer)
})

/** A hash that bcrypt cannot read is matched by nothing; it must not end the thread, and with it everyone else's sign-in. */
function answerTo(question: PasswordQuestion): boolean | string | null {
  try {
    return 'hash' in question ? bcrypt.compareSync(question.password, question.hash) : bcrypt.hashSync(question.password, question.cost)
  } catch {
    return 'hash' in question ? false : null
  }
}
