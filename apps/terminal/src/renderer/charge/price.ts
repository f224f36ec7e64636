import { applyDiscount, type MerchantPolicy, pointsFor, type TerminalConfig } from '@mps/shared'
import type { AcceptedCode } from '../scanner/judge-scan.ts'

/** What a sale costs this member, in minor units. */
export type Price = { amount: number; discount: number; final: number; saved: number; points: number }

/** The price that the code carries: the one that the member is quoted and that must settle. */
export function priceOf(amount: number, code: AcceptedCode, config: Pick<TerminalConfig, 'roundingStep'>): Price {
  const final = applyDiscount(amount, code.discountPermille, config.roundingStep)
  return { amount, discount: code.discountPermille, final, saved: amount - final, points: pointsFor(final, code.cardType) }
}

/** Why an amount cannot be charged at all, or null. */
export function amountFault(amount: number, policy: MerchantPolicy): 'below_minimum' | 'above_maximum' | null {
  if (amount > policy.maxCharge) return 'above_maximum'
  return amount > 0 && amount < policy.minCharge ? 'below_minimum' : null
}
