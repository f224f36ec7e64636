import type { ProblemCode } from '@mps/shared'

/**
 * The errcodes that our SQL functions raise (db/ERRCODES.md), five characters beginning with MP, and the problem each becomes. An unknown one is a
 * `state_conflict`: the function refused for a reason that its caller cannot repair by sending the same again.
 */
export const SQL_PROBLEMS: Record<string, ProblemCode> = {
  MP001: 'not_found',
  MP002: 'forbidden',
  MP003: 'state_conflict',
  MP010: 'code_issue_refused',
  MP011: 'state_conflict',
  MP012: 'pairing_code_wrong',
  MP020: 'refund_exceeds_payment',
  MP021: 'payment_not_refundable',
  MP022: 'card_takes_no_recharge',
  MP023: 'amount_out_of_range',
  MP024: 'approval_invalid',
  MP025: 'currency_mismatch',
  MP026: 'amount_too_precise',
  MP027: 'balance_ceiling_exceeded',
  MP028: 'card_closed',
  MP029: 'already_resolved',
  MP02A: 'debt_not_allowed',
  MP030: 'settlement_period_wrong',
  MP031: 'settlement_period_not_over',
  MP032: 'settlement_overlaps',
  MP033: 'settlement_leaves_a_gap',
  MP034: 'settlement_is_final',
  MP035: 'settlement_not_confirmed',
  MP036: 'settlement_is_carried_over',
  MP037: 'settlement_is_not_the_last',
  MP038: 'risk_rule_invalid',
  MP051: 'validation_failed',
  MP052: 'last_owner',
  MP053: 'card_not_empty',
  MP054: 'identity_taken',
  MP055: 'validation_failed',
}

/** What PostgreSQL, the network or a full pool say when the database cannot answer now and the same request may succeed later. */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  '25006', // read-only: a fail-over is under way
  '40001',
  '40P01',
  '55P03',
  '57014', // statement time-out
  '57P01',
  '57P02',
  '57P03',
  '57P05',
])

/** The connection went away, or none could be had; the driver itself gives no code for these. */
export class DatabaseAwayError extends Error {
  constructor(cause: unknown) {
    super('The database is away', { cause })
    this.name = 'DatabaseAwayError'
  }
}

/** The error code of PostgreSQL or of the system, where the error has one. */
export function errorCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Whether trying again later can help, because the fault is the database's availability. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof DatabaseAwayError) return true
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway)
  const code = errorCodeOf(error)
  return code !== undefined && (AWAY.has(code) || /^(08|53)...$/.test(code))
}

/** Constraints that a request of the right form can meet: a name in use, limits that contradict each other, ranges that overlap. */
const CONSTRAINT_PROBLEMS: Record<string, ProblemCode> = {
  '23505': 'already_exists',
  '23514': 'validation_failed',
  '23P01': 'ranges_overlap',
}

/** The problem for an errcode of ours, or undefined when it is not ours. */
export function sqlProblem(error: unknown): ProblemCode | undefined {
  const code = errorCodeOf(error)
  const constraint = code && CONSTRAINT_PROBLEMS[code]
  if (constraint) return constraint
  return code && /^MP[0-9A-Z]{3}$/.test(code) ? (SQL_PROBLEMS[code] ?? 'state_conflict') : undefined
}
