import { randomBytes } from 'node:crypto'
import type { KeyStore } from '../secrets.ts'
import { keyedHash } from './derived-keys.ts'

/** The first refresh token of a session: 256 random bits. Stored is its SHA-256 alone, which needs no slow hash. */
export function firstRefreshToken(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * The one successor of a refresh token: an HMAC of it under a key that never leaves the server. So two tabs that refresh at once, on any two
 * instances, are given the same successor, though the database holds nothing but hashes.
 */
export function successorOf(keys: Pick<KeyStore, 'tokenSecret'>, refreshToken: string): string {
  return keyedHash(keys, 'refresh-token', refreshToken).toString('base64url')
}
