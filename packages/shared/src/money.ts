import { z } from 'zod'

/** An amount of money in minor units (hundredths of the currency unit), as everywhere on the wire. */
export const AmountMinor = z.int().min(0).max(999_999_999_999)
export type AmountMinor = z.infer<typeof AmountMinor>

/** An amount that moves: at least one minor unit. */
export const PositiveAmountMinor = AmountMinor.min(1)

/** An amount that can be owed the other way round. */
export const SignedAmountMinor = z.int().min(-999_999_999_999).max(999_999_999_999)

/** A discount factor in thousandths: 1000 pays everything, 900 pays nine tenths, 0 pays nothing. */
export const DiscountPermille = z.int().min(0).max(1000)

/** ISO 4217 code. A deployment has one currency. */
export const Currency = z.string().regex(/^[A-Z]{3}$/)

/**
 * What is paid of a raw amount: round_half_up(raw × discount) to the deployment's rounding step (domain.md, step 10).
 * All arguments are integers: minor units, thousandths, minor units. SQL has the same rule in `app.apply_discount`; the two are tested
 * against each other.
 */
export function applyDiscount(rawMinor: number, discountPermille: number, stepMinor: number): number {
  const scale = 1000n * BigInt(stepMinor)
  const units = (2n * BigInt(rawMinor) * BigInt(discountPermille) + scale) / (2n * scale)
  return Number(units * BigInt(stepMinor))
}

/** Points for a settled amount: one per whole currency unit, for `standard` and `prepaid` cards only (domain.md, step 12). */
export function pointsFor(finalMinor: number, cardType: string): number {
  return cardType === 'standard' || cardType === 'prepaid' ? Math.floor(finalMinor / 100) : 0
}

/**
 * Minor units as a text for people, such as `1,234.50`; never used to calculate.
 * @param amountMinor an integer; a negative one keeps its sign
 */
export function formatAmount(amountMinor: number, locale = 'en'): string {
  const whole = Math.trunc(Math.abs(amountMinor) / 100)
  const cents = String(Math.abs(amountMinor) % 100).padStart(2, '0')
  // A decimal text, not a float, so that Intl formats it exactly and writes the locale's own separators (1.234,50 in German).
  const decimal = `${amountMinor < 0 ? '-' : ''}${whole}.${cents}` as Intl.StringNumericLiteral
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(decimal)
}

/** A typed amount such as `12`, `12.5` or `12.50` in minor units, or null when it is none or has more than two decimals. */
export function parseAmount(text: string): number | null {
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (!match) return null
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}
