import { ApiProblem, NoAnswer } from '@mps/shared/api/client'

/** Why a call brought no answer, as the screens tell it. */
export type ApiFault =
  /** No network, no server, or somebody else's page in its place (a captive portal). */
  | { kind: 'unreachable' }
  /** The server refused, with a problem document (RFC 9457). `code` is stable. */
  | { kind: 'problem'; code: string; status: number; requestId: string; retryAfterMs: number }

/** The fault in whatever was thrown; anything that is not the API client's is a mistake of this page and is thrown again. */
export function faultOf(error: unknown): ApiFault {
  if (error instanceof NoAnswer) return { kind: 'unreachable' }
  if (!(error instanceof ApiProblem)) throw error
  const { code, status, requestId, retryAfterMs } = error
  return { kind: 'problem', code, status, requestId, retryAfterMs: retryAfterMs ?? 0 }
}

/** Whether the server knows the problem by one of these codes. */
export function isProblem(fault: ApiFault, ...codes: readonly string[]): boolean {
  return fault.kind === 'problem' && codes.includes(fault.code)
}

/** Whether the server no longer believes the access token. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401 && error.code !== 'credentials_wrong'
}
