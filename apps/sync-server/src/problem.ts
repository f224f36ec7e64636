import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import { type Problem, type ProblemCode, PROBLEMS } from '@mps/shared'
import { ZodError } from 'zod'
import { errorCodeOf, isDatabaseAway, sqlProblem } from './db/error-codes.ts'
import { currentRequestId } from './http/request-context.ts'
import type { Logger } from './logger.ts'

type Extra = { detail?: string; errors?: Problem['errors']; retryAfterS?: number }

/** Thrown anywhere in a request to answer it with a problem document. `detail` is read by the caller: nothing internal goes in. */
export class ProblemError extends Error {
  readonly code: ProblemCode
  readonly extra: Extra

  constructor(code: ProblemCode, extra: Extra = {}) {
    super(extra.detail ?? PROBLEMS[code][1])
    this.name = 'ProblemError'
    this.code = code
    this.extra = extra
  }
}

const MAX_ERRORS = 20

function validationProblem(error: ZodError): ProblemError {
  const errors = error.issues.slice(0, MAX_ERRORS).map(({ path, message }) => ({ path: path.map(String).join('.'), message }))
  return new ProblemError('validation_failed', { errors })
}

/** body-parser and Express name what was wrong with a request in `type`, and give a status below 500. */
const REQUEST_FAULTS: Record<string, ProblemCode> = {
  'entity.parse.failed': 'malformed_json',
  'entity.too.large': 'body_too_large',
  'encoding.unsupported': 'unsupported_media_type',
  'charset.unsupported': 'unsupported_media_type',
  'request.aborted': 'malformed_json',
  'request.size.invalid': 'malformed_json',
}

function requestProblem(error: unknown): ProblemError | undefined {
  if (!(error instanceof Error)) return undefined
  if ('type' in error && typeof error.type === 'string' && error.type in REQUEST_FAULTS) {
    return new ProblemError(REQUEST_FAULTS[error.type] ?? 'malformed_json')
  }
  // A path that cannot be decoded, such as /%ff, names nothing.
  if (error instanceof URIError) return new ProblemError('not_found')
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 500
  return status >= 400 && status < 500 ? new ProblemError('malformed_json') : undefined
}

/** The problem that an error becomes; whatever is not foreseen is an `internal_error` that says nothing. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof ZodError) return validationProblem(error)
  if (isDatabaseAway(error)) return new ProblemError('database_unavailable', { retryAfterS: 2 })
  const ours = sqlProblem(error)
  if (ours) return new ProblemError(ours)
  return requestProblem(error) ?? new ProblemError('internal_error')
}

/** The problem document (RFC 9457). */
export function problemDocument({ code, extra }: ProblemError): Problem {
  const [status, title] = PROBLEMS[code]
  return {
    type: `urn:mps:problem:${code}`,
    title,
    status,
    code,
    ...(extra.detail !== undefined && { detail: extra.detail }),
    requestId: currentRequestId() ?? '',
    ...(extra.errors && { errors: extra.errors }),
  }
}

/** Writes the problem document with the headers that go with it. */
export function sendProblem(res: Response, problem: ProblemError): void {
  const document = problemDocument(problem)
  const { retryAfterS } = problem.extra
  if (retryAfterS !== undefined) res.setHeader('Retry-After', String(retryAfterS))
  if (document.status === 401) res.setHeader('WWW-Authenticate', 'Bearer')
  res.status(document.status).type('application/problem+json').send(JSON.stringify(document))
}

/** Every error of every route ends here. Only what nobody foresaw is logged as an error. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const problem = toProblem(error)
    const event = { method: req.method, path: req.path, problem: problem.code }
    if (problem.code === 'internal_error') logger.error({ ...event, err: error }, 'request failed')
    else if (problem.code === 'database_unavailable') logger.warn({ ...event, errorCode: errorCodeOf(error) }, 'database unavailable')
    else logger.debug(event, 'request refused')
    // Half an answer is out already: only breaking the connection tells the client so.
    if (res.headersSent) next(error)
    else sendProblem(res, problem)
  }
}

export const notFound: RequestHandler = () => {
  throw new ProblemError('not_found')
}
