import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { encodeBase32 } from '@mps/shared'
import { Secret, TOTP } from 'otpauth'
import type { KeyStore } from '../secrets.ts'
import { keyFor, sha256 } from './derived-keys.ts'

type Keys = Pick<KeyStore, 'tokenSecret'>

/** RFC 6238 with what every authenticator app assumes: SHA-1, six digits, thirty seconds. */
const PERIOD_S = 30
const DIGITS = 6
/** One step to either side, for a phone whose clock is off and for a code typed at its end. */
const WINDOW = 1
const SECRET_BYTES = 20

const RECOVERY_CODES = 10
/** 80 random bits: beyond guessing, so their SHA-256 needs no slow hash. */
const RECOVERY_BYTES = 10

const NONCE_BYTES = 12
const TAG_BYTES = 16

export type NewTotp = {
  /** For typing into an app by hand. */
  secret: string
  /** The text of the QR that an app scans. */
  uri: string
  recoveryCodes: string[]
  sealedSecret: Buffer
  recoveryHashes: Buffer[]
}

/** A second factor for a user: the secret to show once, and what is stored of it. */
export function newTotp(keys: Keys, userId: string, login: string): NewTotp {
  const secret = new Secret({ size: SECRET_BYTES })
  const recoveryCodes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode)
  return {
    secret: secret.base32,
    uri: totpOf(secret, login).toString(),
    recoveryCodes,
    sealedSecret: seal(keys, userId, Buffer.from(secret.bytes)),
    recoveryHashes: recoveryCodes.map(sha256),
  }
}

/** The time step that a code belongs to, or null for a wrong one. Whether the step was used before, the database says. */
export function stepOf(keys: Keys, userId: string, sealedSecret: Buffer, code: string, nowMs = Date.now()): number | null {
  const bytes = unseal(keys, userId, sealedSecret)
  if (!bytes) return null
  const secret = new Secret({ buffer: Uint8Array.from(bytes).buffer })
  const delta = totpOf(secret, userId).validate({ token: code, window: WINDOW, timestamp: nowMs })
  return delta === null ? null : Math.floor(nowMs / 1000 / PERIOD_S) + delta
}

function totpOf(secret: Secret, label: string): TOTP {
  return new TOTP({ issuer: 'MPS', label, algorithm: 'SHA1', digits: DIGITS, period: PERIOD_S, secret })
}

function newRecoveryCode(): string {
  return (encodeBase32(randomBytes(RECOVERY_BYTES)).match(/.{4}/g) ?? []).join('-')
}

/** AES-256-GCM, bound to the user: a sealed secret copied into another user's row opens nothing. */
function seal(keys: Keys, userId: string, secret: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyFor(keys, 'totp-seal'), nonce).setAAD(Buffer.from(userId))
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
}

/** Null for what was sealed for somebody else, or under secrets that have been lost: no code fits it. */
function unseal(keys: Keys, userId: string, sealed: Buffer): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', keyFor(keys, 'totp-seal'), sealed.subarray(0, NONCE_BYTES))
  decipher.setAAD(Buffer.from(userId)).setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    return null
  }
}
