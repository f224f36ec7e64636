import { isDeepStrictEqual } from 'node:util'
import { type Declared, problemsOf } from '@mps/shared/api'
import { z } from 'zod'
import { ProblemError } from '../problem.ts'
import { type Answer, StreamAnswer } from './answer.ts'
import { renderAnswer } from './send-answer.ts'

/** For tests (`CHECK_ANSWERS`): an answer that is not what its endpoint declares becomes an `internal_error` that says why. */
export function checkAnswer(endpoint: Declared, stated: Answer<number, unknown>): void {
  const shape = endpoint.answers[stated.status]
  if (!shape) throw undeclared(endpoint, `the status ${stated.status}`)
  if (!(shape instanceof z.ZodType)) {
    const streams = stated.body instanceof StreamAnswer && shape.kind === 'stream' && shape.types.includes(stated.body.type)
    const empty = stated.body === undefined && shape.kind === 'nothing'
    if (!streams && !empty) throw undeclared(endpoint, 'a body of this kind')
    return
  }
  const sent: unknown = JSON.parse(renderAnswer(stated).body)
  const read = shape.safeParse(sent)
  if (!read.success) throw undeclared(endpoint, z.prettifyError(read.error))
  // Schemas of answers drop what they do not know, so that a caller may be older; the server itself must know what it says.
  if (!isDeepStrictEqual(read.data, sent)) throw undeclared(endpoint, `fields of ${JSON.stringify(sent)}`)
}

/** A problem must be among those that the reference names. */
export function checkProblem(endpoint: Declared, { code }: ProblemError): void {
  if (!problemsOf(endpoint).includes(code)) throw undeclared(endpoint, `the problem ${code}`)
}

function undeclared({ id }: Declared, what: string): ProblemError {
  return new ProblemError('internal_error', { detail: `${id} answered what it does not declare: ${what}` })
}
