import { z } from 'zod'

// C0 and C1 controls and DEL: PostgreSQL cannot hold U+0000, and none of the others belongs in a name or a reason.
const CONTROL = /\p{Cc}/u

/** Whether a text can be stored, printed and hashed as it is: no lone surrogate (two of them would share one UTF-8 form), no control. */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !CONTROL.test(text)
}

/** One line of text written by people or devices, of `min` to `max` UTF-16 units, that every store can hold. */
export function plainText(min: number, max: number) {
  return z.string().min(min).max(max).refine(isPlainText, 'no control characters or lone surrogates')
}
