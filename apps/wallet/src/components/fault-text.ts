import type { TFunction } from 'i18next'
import type { ApiFault } from '../api/api-fault.ts'

/** The problem codes a member can do something about, or should at least understand. */
const TOLD = {
  forbidden: 'fault.forbidden',
  credentials_wrong: 'fault.credentials_wrong',
  locked_out: 'fault.locked_out',
  not_found: 'fault.not_found',
  code_issue_refused: 'fault.code_issue_refused',
  state_conflict: 'fault.state_conflict',
  amount_out_of_range: 'fault.amount_out_of_range',
  amount_not_positive: 'fault.amount_out_of_range',
  amount_too_precise: 'fault.amount_too_precise',
  card_takes_no_recharge: 'fault.card_takes_no_recharge',
  card_closed: 'fault.card_takes_no_recharge',
  balance_ceiling_exceeded: 'fault.balance_ceiling_exceeded',
  recharge_unavailable: 'fault.recharge_unavailable',
  last_owner: 'fault.last_owner',
  password_too_common: 'fault.password_too_common',
  password_too_personal: 'fault.password_too_personal',
  password_leaked: 'fault.password_leaked',
  validation_failed: 'fault.validation_failed',
  too_many_requests: 'fault.too_many_requests',
  database_unavailable: 'fault.server_busy',
  draining: 'fault.server_busy',
  unauthenticated: 'fault.signed_out',
  token_expired: 'fault.signed_out',
} as const

/** A fault in words. What has no words of its own gets a number that support can look up. */
export function faultText(t: TFunction, fault: ApiFault): string {
  if (fault.kind === 'unreachable') return t('fault.unreachable')
  if (isTold(fault.code)) return t(TOLD[fault.code], { minutes: Math.max(1, Math.ceil(fault.retryAfterMs / 60_000)) })
  return t('fault.unexpected', { requestId: fault.requestId })
}

function isTold(code: string): code is keyof typeof TOLD {
  return Object.hasOwn(TOLD, code)
}
