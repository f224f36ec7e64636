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
 * Why the server declines a refund, a recharge or a late void, beside the codes of a charge that fit (a code that has expired, a closed card, an amount out
 * of range); for ever, as a charge's decline is.
 */
export const REFUSAL_NEXT_STEP = {
  /** No payment of this merchant has that number. */
  payment_unknown: 'call_manager',
  /** It was declined, or is itself a refund or a recharge. */
  payment_not_refundable: 'call_manager',
  /** What was given back already, and this, pass what was paid. */
  refund_exceeds_payment: 'call_manager',
  /** A void that was made after its charge had been settled for a while: it is a refund, and asks for a manager as one. */
  approval_needed: 'call_manager',
  /** No approval of a manager for this act, or one that is used, too old or for something else. */
  approval_invalid: 'call_manager',
  currency_mismatch: 'call_manager',
  /** Not a multiple of the platform's rounding step. */
  amount_too_precise: 'call_manager',
  /** A voucher is issued with its balance. */
  card_takes_no_recharge: 'show_new_code',
  /** More than a card may hold. */
  balance_ceiling_exceeded: 'call_manager',
} as const satisfies Record<string, NextStep>

export const RefusalCode = z.enum(Object.keys(REFUSAL_NEXT_STEP) as [keyof typeof REFUSAL_NEXT_STEP])
export type RefusalCode = keyof typeof REFUSAL_NEXT_STEP

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
