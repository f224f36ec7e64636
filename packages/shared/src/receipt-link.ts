import { base64urlToBytes, bytesToBase64url, bytesToHex } from './ids.ts'

const ID_BYTES = 16
const HASH_BYTES = 8

/** What a receipt's look-up link names: an entry, and enough of its hash that the id alone opens nothing. */
export type ReceiptKey = { entryId: string; hashPrefix: string }

/**
 * The last part of a receipt's address `/r/…`, made at the terminal without a network: the entry's id (74 random bits) and the first 64 bits of
 * its hash, which covers everything that was signed. So nobody can guess one, and it opens its receipt as soon as the entry has arrived.
 */
export function receiptToken({ id, hash }: { id: string; hash: string }): string {
  const hex = id.replaceAll('-', '') + hash.slice(0, 2 * HASH_BYTES)
  const bytes = Uint8Array.from({ length: ID_BYTES + HASH_BYTES }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16))
  return bytesToBase64url(bytes)
}

/** Reads such a part, or null where it is none. */
export function readReceiptToken(token: string): ReceiptKey | null {
  const bytes = token.length === 32 ? base64urlToBytes(token) : null
  if (bytes?.length !== ID_BYTES + HASH_BYTES) return null
  const hex = bytesToHex(bytes)
  const entryId = hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return { entryId, hashPrefix: hex.slice(32) }
}
