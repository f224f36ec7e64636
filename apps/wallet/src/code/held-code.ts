import type { IssuedCode } from '@mps/shared/me'
import { z } from 'zod'

/** A code on this phone, with its times as numbers of the server's clock. */
export const HeldCode = z.object({
  /** The whole text; only the picture may carry it. */
  text: z.string(),
  hash: z.string(),
  /** What is read out where no camera reads the picture; absent from codes that an older server issued. */
  digits: z.string().optional(),
  validFromMs: z.number(),
  expiresAtMs: z.number(),
  discountPermille: z.int(),
  /** The most that a shop without a network may take on it. */
  offlineLimitMinor: z.int(),
  /** The member moved on from it: it may have been used where nobody could tell the phone. */
  isPutAside: z.boolean(),
})
export type HeldCode = z.infer<typeof HeldCode>

/** What an answer of the server holds, as the phone keeps it. */
export function heldCode(issued: z.infer<typeof IssuedCode>): HeldCode {
  return {
    text: issued.code,
    hash: issued.codeHash,
    digits: issued.digits,
    validFromMs: Date.parse(issued.validFrom),
    expiresAtMs: Date.parse(issued.expiresAt),
    discountPermille: issued.discount,
    offlineLimitMinor: issued.offlineLimit,
    isPutAside: false,
  }
}
