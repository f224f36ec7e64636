import type { CardType, CodeFault } from '../src/index.ts'

/** The shape of payment-codes.json, which the server, the terminal and this package test their code against. */
export type PaymentCodeVectors = {
  about: string
  /** Public keys the judge knows, raw Ed25519 in base64url, by id. A key id that is not here is unknown. */
  keys: { keyId: number; publicKey: string }[]
  vectors: PaymentCodeVector[]
}

/** One text, the moment to judge it at in seconds since the epoch, and the verdict. */
export type PaymentCodeVector = { name: string; text: string; nowS: number } & (
  | { fault: null; hash: string; fields: VectorFields }
  | { fault: CodeFault }
)

/** What a genuine code says; the secret in hexadecimal. */
export type VectorFields = {
  keyId: number
  cardNo: string
  validFromS: number
  ttlS: number
  discountPermille: number
  cardType: CardType
  offlineLimitMinor: number
  secretHex: string
}
