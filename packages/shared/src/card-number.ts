import { z } from 'zod'

/** The Luhn check digit (ISO/IEC 7812-1, annex B) for a text of digits. */
export function luhnDigit(digits: string): string {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const weighted = i % 2 === 0 ? digit * 2 : digit
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return String((10 - (sum % 10)) % 10)
}

/** Whether the last digit is the Luhn check digit of those before it. */
export function hasValidCheckDigit(digits: string): boolean {
  return /^\d{2,}$/.test(digits) && luhnDigit(digits.slice(0, -1)) === digits.at(-1)
}

/** A card number: 16 digits, the last of them the check digit. */
export const CardNo = z
  .string()
  .regex(/^\d{16}$/)
  .refine(hasValidCheckDigit, 'wrong check digit')

export const CardType = z.enum(['standard', 'prepaid', 'corporate', 'voucher'])
export type CardType = z.infer<typeof CardType>

/** Only the last four digits, for whoever does not need the whole number. */
export function maskCardNo(cardNo: string): string {
  return `•••• ${cardNo.slice(-4)}`
}
