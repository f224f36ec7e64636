import { Problem, type ProblemCode } from '../problem.ts'

/** What came over the wire, whoever sent it, and when by this device's monotonic clock: before the call, and when its last byte was read. */
export type Received = { status: number; headers: Headers; text: string; sentMs: number; receivedMs: number }

/** The server refused, with a problem document (RFC 9457). `code` is stable; one that this build does not know is a text all the same. */
export class ApiProblem extends Error {
  readonly code: ProblemCode | (string & Record<never, never>)
  readonly status: number
  readonly requestId: string
  readonly errors: NonNullable<Problem['errors']>
  /** How long the server asks to wait; null where it does not say. */
  readonly retryAfterMs: number | null
  readonly received: Received

  constructor({ code, status, requestId, errors, detail, title }: Problem, received: Received) {
    super(detail ?? title)
    this.name = 'ApiProblem'
    this.code = code
    this.status = status
    this.requestId = requestId
    this.errors = errors ?? []
    this.retryAfterMs = waitAskedForMs(received.headers)
    this.received = received
  }
}

export type NoAnswerReason = 'unreachable' | 'timed_out' | 'aborted' | 'not_ours'

/** Nothing came that our server could have said: no network, too late, given up, or somebody else's page in its place (a captive portal). */
export class NoAnswer extends Error {
  readonly reason: NoAnswerReason
  /** What came in place of an answer, where something did that can be read. */
  readonly received: Received | null

  constructor(reason: NoAnswerReason, { received, cause }: { received?: Received; cause?: unknown } = {}) {
    super(`no answer: ${reason}`, { cause })
    this.name = 'NoAnswer'
    this.reason = reason
    this.received = received ?? null
  }
}

/** What an answer that is no success means. */
export function refusal(received: Received): ApiProblem | NoAnswer {
  const problem = Problem.safeParse(jsonOrUndefined(received.text))
  // A refusal without a problem document is not from our server.
  if (!problem.success || problem.data.status !== received.status) return new NoAnswer('not_ours', { received })
  return new ApiProblem(problem.data, received)
}

export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** RFC 9110, section 10.2.3: seconds, or a date. An hour at most, so that a wrong header silences nobody for longer. */
export function waitAskedForMs(headers: Headers): number | null {
  const header = headers.get('retry-after')
  if (header === null) return null
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), 3_600_000) : null
}
