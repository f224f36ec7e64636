import { createHash, createHmac } from 'node:crypto'
import type { KeyStore } from '../secrets.ts'

/** What the token secret is used for besides signing access tokens. Each purpose has a key of its own, so that no output of one serves another. */
type Purpose =
  | 'refresh-token'
  | 'sign-in-attempt'
  | 'totp-seal'
  | 'rate-limit'
  | 'recharge-link'
  | 'sandbox-webhook'
  | 'identity-sandbox'
  | 'webhook-seal'
  | 'typed-code'

/** A 32-byte key for one purpose, the same on every instance that holds the same secrets. */
export function keyFor(keys: Pick<KeyStore, 'tokenSecret'>, purpose: Purpose): Buffer {
  return createHmac('sha256', keys.tokenSecret).update(`mps ${purpose} v1`).digest()
}

/** HMAC-SHA256 of a text under the key of a purpose. */
export function keyedHash(keys: Pick<KeyStore, 'tokenSecret'>, purpose: Purpose, text: string): Buffer {
  return createHmac('sha256', keyFor(keys, purpose)).update(text).digest()
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
