import { z } from 'zod'

/** A UUID of version 7 (RFC 9562), lower case. Time-ordered keys keep the indexes' write volume low. */
export const Uuid = z.uuid({ version: 'v7' }).lowercase()

/** Any UUID, lower case: rows of older or foreign origin. */
export const AnyUuid = z.uuid().lowercase()

/** A call for randomness costs more than the rest of an id: one for many ids. */
const RANDOM = new Uint8Array(16 * 128)
let randomUsed = RANDOM.length

/** A UUIDv7 for the given instant (milliseconds since the epoch). */
export function uuidv7(nowMs = Date.now()): string {
  if (randomUsed === RANDOM.length) {
    crypto.getRandomValues(RANDOM)
    randomUsed = 0
  }
  const bytes = RANDOM.subarray(randomUsed, (randomUsed += 16))
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(nowMs / 2 ** (8 * (5 - i))) & 0xff
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytesToHex(bytes)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const HEX = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'))

/** Bytes as lower-case hexadecimal. */
export function bytesToHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += HEX[byte]
  return hex
}

/** Bytes as base64url without padding (RFC 4648, section 5). */
export function bytesToBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Whether a text is base64url without padding, in the one spelling of its bytes: leftover bits are zero. */
export function isBase64url(text: string): boolean {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return false
  const leftoverBits = (text.length * 6) % 8
  return leftoverBits === 0 || (BASE64URL.indexOf(text.at(-1) ?? 'A') & ((1 << leftoverBits) - 1)) === 0
}

/** The bytes of a base64url text without padding, or null when the text is none or spells its bytes in a second way. */
export function base64urlToBytes(text: string): Uint8Array<ArrayBuffer> | null {
  if (!isBase64url(text)) return null
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

/** SHA-256 of a text's UTF-8 bytes (or of bytes), as lower-case hexadecimal. */
export async function sha256Hex(input: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input
  return bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}
