import { z } from 'zod'

/** Every stable error code of the HTTP API with its status and title (RFC 9457). */
export const PROBLEMS = {
  malformed_json: [400, 'The body is not valid JSON'],
  validation_failed: [422, 'Some fields are missing or wrong'],
  unauthenticated: [401, 'Sign in first'],
  credentials_wrong: [401, 'These credentials are not right'],
  second_factor_required: [401, 'A code of the authenticator app is needed as well'],
  second_factor_wrong: [401, 'That code is not right, or was used before'],
  token_expired: [401, 'The access token has expired'],
  terminal_revoked: [403, 'This terminal has been revoked'],
  forbidden: [403, 'This is not yours to do'],
  not_found: [404, 'There is nothing here for you'],
  method_not_allowed: [405, 'This address does not take that method'],
  pairing_code_wrong: [409, 'The pairing code is wrong, used or expired'],
  state_conflict: [409, 'The present state does not allow that'],
  idempotency_in_progress: [409, 'The first request with this key is still running'],
  idempotency_key_missing: [400, 'An Idempotency-Key header is needed'],
  idempotency_key_malformed: [400, 'An Idempotency-Key is 8 to 200 visible characters'],
  idempotency_key_reused: [422, 'This key was used with another body'],
  body_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'Send application/json'],
  locked_out: [429, 'Too many failed attempts; wait'],
  too_many_requests: [429, 'Too many requests; wait'],
  code_issue_refused: [409, 'No code can be issued for this card'],
  settlement_period_wrong: [422, 'The last day comes before the first, or the period is longer than a year'],
  settlement_period_not_over: [409, 'The period has not ended in the time zone of the merchant'],
  settlement_overlaps: [409, 'Another settlement covers some of these days'],
  settlement_leaves_a_gap: [409, 'Days before the period would never be settled'],
  settlement_is_final: [409, 'This settlement is confirmed or paid and changes no more'],
  settlement_not_confirmed: [409, 'Confirm this settlement first'],
  settlement_is_carried_over: [409, 'There is nothing to pay: the next settlement carries this debt'],
  settlement_is_not_the_last: [409, 'A later settlement builds on this one'],
  risk_rule_invalid: [422, 'The limits do not fit this kind of rule'],
  internal_error: [500, 'Something went wrong on our side'],
  database_unavailable: [503, 'The database is away; try again'],
  draining: [503, 'The server is stopping; try again'],
} as const satisfies Record<string, readonly [number, string]>

export type ProblemCode = keyof typeof PROBLEMS

/** An RFC 9457 problem document. `code` is stable; `errors` names the fields of a failed validation. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof Problem>
