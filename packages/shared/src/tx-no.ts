import { z } from 'zod'

/** A transaction's number: the UTC day, nine digits, two check digits (ISO 7064, MOD 97-10), as `app.next_tx_no` makes it. */
export const TxNo = z
  .string()
  .regex(/^\d{19}$/)
  .refine(hasRightCheckDigits, 'a digit of it is wrong')

/** Whether nobody mistyped it: what remains of the whole number modulo 97 is 1. */
export function hasRightCheckDigits(txNo: string): boolean {
  return /^\d{19}$/.test(txNo) && BigInt(txNo) % 97n === 1n
}
