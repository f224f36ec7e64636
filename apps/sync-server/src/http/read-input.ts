import type { Declared } from '@mps/shared/api'
import { isWrite } from '@mps/shared/api'
import type { Request } from 'express'
import type { ZodError } from 'zod'
import { ProblemError } from '../problem.ts'

export type Input = { params: unknown; query: unknown; body: unknown }

/** Parses what a request brings by its endpoint's declaration. Throws ZodError, which names the paths, or `not_found` for a path that names nothing. */
export function readInput(endpoint: Declared, req: Request): Input {
  return {
    params: readParams(endpoint, req),
    query: endpoint.query?.parse(req.query),
    body: readBody(endpoint, req.body),
  }
}

/** A text that is no id names nothing, just as an id that nobody has. */
function readParams({ params }: Declared, req: Request): unknown {
  const read = params?.safeParse(req.params)
  if (read && !read.success) throw new ProblemError('not_found')
  return read?.data
}

function readBody(endpoint: Declared, body: unknown): unknown {
  if (endpoint.body) {
    const read = endpoint.body.safeParse(body)
    if (read.success) return read.data
    throw amountProblem(endpoint, read.error) ?? read.error
  }
  if (isWrite(endpoint) && !isEmptyBody(body)) {
    throw new ProblemError('validation_failed', { errors: [{ path: '', message: 'this address takes no body' }] })
  }
  return undefined
}

/** An amount that is none has a problem code of its own at the endpoints that declare it, where nothing else is wrong. */
function amountProblem({ problems = [] }: Declared, { issues }: ZodError): ProblemError | undefined {
  const [issue] = issues
  if (!issue || issues.some(({ path }) => path.join('.') !== 'amount')) return undefined
  const isFraction = issue.code === 'invalid_type' && issue.expected === 'int'
  const code = isFraction ? 'amount_too_precise' : issue.code === 'too_small' ? 'amount_not_positive' : undefined
  return code && problems.includes(code) ? new ProblemError(code, { errors: [{ path: 'amount', message: issue.message }] }) : undefined
}

function isEmptyBody(body: unknown): boolean {
  return body === undefined || (typeof body === 'object' && body !== null && !Array.isArray(body) && Object.keys(body).length === 0)
}
