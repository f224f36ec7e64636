import { parentPort } from 'node:worker_threads'
import bcrypt from 'bcryptjs'
import type { Judgement } from './password-strength.ts'

/** One password to compare with a hash, to hash, or to judge as a new one; answered by what came of it, or by null where bcrypt refused. */
export type PasswordQuestion = { id: number; password: string } & ({ hash: string } | { cost: number } | { about: readonly string[] })
export type PasswordAnswer = { id: number; result: boolean | string | Judgement | null }

parentPort?.on('message', (question: PasswordQuestion) => void answer(question))

async function answer(question: PasswordQuestion): Promise<void> {
  const given: PasswordAnswer = { id: question.id, result: await answerTo(question) }
  parentPort?.postMessage(given)
}

/** A hash that bcrypt cannot read is matched by nothing; it must not end the thread, and with it everyone else's sign-in. */
async function answerTo(question: PasswordQuestion): Promise<PasswordAnswer['result']> {
  try {
    if ('hash' in question) return bcrypt.compareSync(question.password, question.hash)
    if ('cost' in question) return bcrypt.hashSync(question.password, question.cost)
    // Its list takes a quarter of a second to unpack: at the first new password, and not before the first sign-in.
    const { judge } = await import('./password-strength.ts')
    return judge(question.password, question.about)
  } catch {
    return 'hash' in question ? false : null
  }
}
