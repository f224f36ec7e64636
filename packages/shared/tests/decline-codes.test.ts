import { describe, expect, it } from 'vitest'
import {
  DECLINE_NEXT_STEP,
  DeclineCode,
  NextStep,
  Problem,
  PROBLEMS,
  REFUSAL_NEXT_STEP,
  RefusalCode,
  REJECTION_RETRYABLE,
  RejectionCode,
} from '../src/index.ts'

// The list of domain.md, "Decline codes", written down a second time so that neither loses one unnoticed.
const DOMAIN_LIST =
  `code_forged code_unknown code_not_yet_valid code_expired code_revoked code_already_used card_frozen card_lost card_expired card_closed
member_inactive role_may_not_pay member_limit_exceeded merchant_suspended terminal_revoked insufficient_balance amount_out_of_range quote_mismatch
offline_not_allowed offline_limit_exceeded risk_rejected`.split(/\s+/)

// The list of protocol.md, "Over HTTP".
const PROTOCOL_LIST =
  `malformed_entry bad_signature unknown_key broken_chain sequence_fork idempotency_key_reused clock_untrusted arrived_too_late`.split(' ')

describe('decline codes', () => {
  it('are those of the domain, no more and no fewer', () => {
    expect(DeclineCode.options.toSorted()).toEqual(DOMAIN_LIST.toSorted())
  })

  it.each(DOMAIN_LIST)('%s tells the cashier one of five next steps', (code) => {
    expect(NextStep.options).toContain(DECLINE_NEXT_STEP[DeclineCode.parse(code)])
  })

  it('take no name that every object has', () => {
    expect(['toString', '__proto__', 'constructor', 'CODE_FORGED', ''].map((code) => DeclineCode.safeParse(code).success)).toEqual(
      Array(5).fill(false),
    )
  })
})

describe('refusal codes of refunds and recharges', () => {
  it.each(RefusalCode.options)('%s tells the cashier a next step, and is no decline of a charge', (code) => {
    expect(NextStep.options).toContain(REFUSAL_NEXT_STEP[code])
    expect(DeclineCode.safeParse(code).success).toBe(false)
    expect(RejectionCode.safeParse(code).success).toBe(false)
  })
})

describe('rejection codes', () => {
  it('are those of the protocol, each saying whether sending again can help', () => {
    expect(RejectionCode.options.toSorted()).toEqual(PROTOCOL_LIST.toSorted())
    expect(Object.values(REJECTION_RETRYABLE).every((again) => typeof again === 'boolean')).toBe(true)
  })

  it('share no name with decline codes: an answer and a refusal to answer are never confused', () => {
    expect(RejectionCode.options.filter((code) => DOMAIN_LIST.includes(code))).toEqual([])
  })

  it('let an admin release the two that time caused', () => {
    expect([REJECTION_RETRYABLE.clock_untrusted, REJECTION_RETRYABLE.arrived_too_late]).toEqual([true, true])
  })
})

describe('problem codes', () => {
  it.each(Object.entries(PROBLEMS))('%s has an error status and a title for people', (code, [status, title]) => {
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(600)
    expect(title).toMatch(/^[A-Z].{5,}[^.]$/)
    expect(Problem.safeParse({ type: 'about:blank', title, status, code, requestId: 'r-1' }).success).toBe(true)
  })
})
