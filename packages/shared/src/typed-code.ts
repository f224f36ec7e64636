import { z } from 'zod'
import { CardNo, CardType } from './card-number.ts'
import { Instant, Sha256 } from './entry.ts'
import { DiscountPermille } from './money.ts'

/** What a member reads out where no camera reads the code: derived from it by the server, and good as long as it is. */
export const TypedDigits = z.string().regex(/^\d{8}$/)

/** `POST /v1/terminal/typed-codes`: a cashier has typed what stands under the picture. */
export const TypedCodeRequest = z.strictObject({ cardNo: CardNo, digits: TypedDigits })
export type TypedCodeRequest = z.infer<typeof TypedCodeRequest>

/** The living code that was meant: all that a charge says of it. Its text is on the phone alone, and stays there. */
export const TypedCode = z.object({
  codeHash: Sha256,
  cardType: CardType,
  discount: DiscountPermille,
  expiresAt: Instant,
  serverTime: Instant,
})
export type TypedCode = z.infer<typeof TypedCode>
