import { randomBytes } from 'node:crypto'
import { encodePaymentCode, luhnDigit } from '@mps/shared'

/** A payment code in the right form. The log never verifies it (the scanner and the server do), so its signature is random. */
export function aCode({ card = 1, offlineLimitMinor = 2_000_000_00 }: { card?: number; offlineLimitMinor?: number } = {}): Promise<string> {
  const digits = String(card).padStart(15, '4')
  return encodePaymentCode(
    {
      keyId: 1,
      cardNo: digits + luhnDigit(digits),
      validFromS: Math.floor(Date.now() / 1000),
      ttlS: 900,
      discountPermille: 1000,
      cardType: 'standard',
      offlineLimitMinor,
      secret: randomBytes(16),
    },
    () => randomBytes(64),
  )
}

export function someCodes(count: number): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => aCode({ card: i + 1 })))
}
