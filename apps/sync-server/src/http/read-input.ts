import type { Declared } from '@mps/shared/api'
import { isWrite } from '@mps/shared/api'
import type { Request } from 'express'
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
  if (endpoint.body) return endpoint.body.parse(body)
  if (isWrite(endpoint) && !isEmptyBody(body)) {
    throw new ProblemError('validation_failed', { errors: [{ path: '', message: 'this address takes no body' }] })
  }
  return undefined
}

function isEmptyBody(body: unknown): boolean {
  return body === undefined || (typeof body === 'object' && body !== null && !Array.isArray(body) && Object.keys(body).length === 0)
}
