import { timingSafeEqual } from 'node:crypto'
import type { Context } from '../context.ts'
import { keyedHash } from '../sessions/derived-keys.ts'

type Keys = Pick<Context, 'keys'>['keys']

/** An intent's id that only this server can have put into a link, because a browser that follows it brings no access token. */
export function payLinkToken(keys: Keys, intentId: string): string {
  return `${intentId}.${macOf(keys, intentId).toString('base64url')}`
}

/** The intent that a link names, or null for a link that this server did not make. */
export function intentOfPayLink(keys: Keys, token: string): string | null {
  const match = /^([0-9a-f-]{36})\.([\w-]{22})$/.exec(token)
  const [intentId, mac] = [match?.[1] ?? '', Buffer.from(match?.[2] ?? '', 'base64url')]
  const expected = macOf(keys, intentId)
  return match && mac.length === expected.length && timingSafeEqual(mac, expected) ? intentId : null
}

/** 128 bits are enough for a link that lives half an hour. */
function macOf(keys: Keys, intentId: string): Buffer {
  return keyedHash(keys, 'recharge-link', intentId).subarray(0, 16)
}
