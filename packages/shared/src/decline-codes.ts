import { z } from 'zod'

/** What a cashier does next. The cashier reads this, the manager reads the code. */
export const NextStep = z.enum(['show_new_code', 'pay_otherwise', 'call_manager', 'try_later', 'member_acts_in_wallet'])
export type NextStep = z.infer<typeof NextStep>

/** Every reason for which the server declines a charge, for ever, and the cashier's next step (domain.md, Decline codes). */
export const DECLINE_NEXT_STEP = {
  code_forged: 'call_manager',
  code_unknown: 'show_new_code',
  code_not_yet_valid: 'show_new_code',
  code_expired: 'show_new_code',
  code_revoked: 'show_new_code',
  code_already_used: 'show_new_code',
  card_frozen: 'member_acts_in_wallet',
  card_lost: 'member_acts_in_wallet',
  card_expired: 'pay_otherwise',
  card_closed: 'pay_otherwise',
  member_inactive: 'pay_otherwise',
  role_may_not_pay: 'pay_otherwise',
  member_limit_exceeded: 'pay_otherwise',
  merchant_suspended: 'call_manager',
  terminal_revoked: 'call_manager',
  insufficient_balance: 'pay_otherwise',
  amount_out_of_range: 'call_manager',
  quote_mismatch: 'show_new_code',
  offline_not_allowed: 'call_manager',
  offline_limit_exceeded: 'call_manager',
  risk_rejected: 'pay_otherwise',
} as const satisfies Record<string, NextStep>

export const DeclineCode = z.enum(Object.keys(DECLINE_NEXT_STEP) as [keyof typeof DECLINE_NEXT_STEP])
export type DeclineCode = keyof typeof DECLINE_NEXT_STEP

/**
 * Why an entry was not taken at all, and whether sending the same bytes again can help.
 * Nothing was stored under its key. An admin can release the last two.
 */
export const REJECTION_RETRYABLE = {
  malformed_entry: false,
  bad_signature: false,
  unknown_key: true,
  broken_chain: false,
  sequence_fork: false,
  idempotency_key_reused: false,
  clock_untrusted: true,
  arrived_too_late: true,
} as const

export const RejectionCode = z.enum(Object.keys(REJECTION_RETRYABLE) as [keyof typeof REJECTION_RETRYABLE])
export type RejectionCode = keyof typeof REJECTION_RETRYABLE
