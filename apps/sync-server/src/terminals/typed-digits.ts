import { timingSafeEqual } from 'node:crypto'
import type { KeyStore } from '../secrets.ts'
import { keyedHash } from '../sessions/derived-keys.ts'

type Keys = Pick<KeyStore, 'tokenSecret'>

/**
 * The eight digits that stand for a code beside its card number: HMAC-SHA-256 of both under a key of their own. They are stored nowhere, so they
 * end with the code, and whoever reads the database cannot make them.
 */
export function typedDigits(keys: Keys, cardNo: string, codeHash: string): string {
  // 64 bits for 10⁸ values: no digits are likelier than others by more than one in 10¹¹.
  const number = keyedHash(keys, 'typed-code', `${cardNo} ${codeHash}`).readBigUInt64BE() % 100_000_000n
  return String(number).padStart(8, '0')
}

export function areDigitsOf(keys: Keys, cardNo: string, codeHash: string, digits: string): boolean {
  return timingSafeEqual(Buffer.from(typedDigits(keys, cardNo, codeHash)), Buffer.from(digits))
}
