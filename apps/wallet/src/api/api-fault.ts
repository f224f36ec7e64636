/** Why a call brought no answer. */
export type ApiFault =
  /** No network, no server, or somebody else's page in its place (a captive portal). */
  | { kind: 'unreachable' }
  /** The server refused, with a problem document (RFC 9457). `code` is stable. */
  | { kind: 'problem'; code: string; status: number; requestId: string; retryAfterMs: number }

export class ApiError extends Error {
  readonly fault: ApiFault

  constructor(fault: ApiFault) {
    super(fault.kind === 'problem' ? fault.code : fault.kind)
    this.name = 'ApiError'
    this.fault = fault
  }
}

/** The fault in whatever was thrown; anything that is not an ApiError is a mistake of this page and is thrown again. */
export function faultOf(error: unknown): ApiFault {
  if (error instanceof ApiError) return error.fault
  throw error
}

/** Whether the server knows the problem by this code. */
export function isProblem(fault: ApiFault, ...codes: readonly string[]): boolean {
  return fault.kind === 'problem' && codes.includes(fault.code)
}
