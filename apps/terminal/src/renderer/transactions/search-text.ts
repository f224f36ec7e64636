import { AnyUuid, hasRightCheckDigits, readReceiptToken } from '@mps/shared'

/** What a cashier typed or scanned to find a sale by. */
export type SearchBy =
  | { by: 'newest' }
  | { by: 'txNo'; txNo: string }
  | { by: 'entryId'; entryId: string }
  /** This terminal's own number, as a pending receipt has it. */
  | { by: 'number'; epoch: number; seq: number }
  | { by: 'card'; suffix: string }
  | { by: 'nothing'; fault: 'mistyped' | 'unknown_form' }

/** Reads a receipt's code, a transaction's number, a number of this terminal or the last four digits of a card. */
export function readSearch(typed: string): SearchBy {
  const text = typed.trim()
  if (text === '') return { by: 'newest' }
  const token = /\/r\/([\w-]+)/.exec(text)?.[1]
  const key = token === undefined ? null : readReceiptToken(token)
  if (key) return { by: 'entryId', entryId: key.entryId }
  const digits = text.replaceAll(' ', '')
  if (/^\d{19}$/.test(digits)) return hasRightCheckDigits(digits) ? { by: 'txNo', txNo: digits } : { by: 'nothing', fault: 'mistyped' }
  if (/^\d{4}$/.test(digits)) return { by: 'card', suffix: digits }
  const number = /^(\d{1,6})-(\d{1,12})$/.exec(digits)
  if (number) return { by: 'number', epoch: Number(number[1]), seq: Number(number[2]) }
  return AnyUuid.safeParse(text).success ? { by: 'entryId', entryId: text } : { by: 'nothing', fault: 'unknown_form' }
}
