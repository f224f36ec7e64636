import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import type { KeyStore } from '../secrets.ts'
import { keyFor } from '../sessions/derived-keys.ts'

type Keys = Pick<KeyStore, 'tokenSecret'>

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A new secret of an endpoint, and as it is kept: sealed to the endpoint's id, so that a copied row opens for no other. */
export function newSecret(keys: Keys, endpointId: string): { secret: string; sealed: Buffer } {
  const secret = randomBytes(32)
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyFor(keys, 'webhook-seal'), nonce).setAAD(Buffer.from(endpointId))
  const sealed = Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
  return { secret: `whsec_${secret.toString('base64')}`, sealed }
}

/** @throws where it was sealed under secrets that have been lost: the endpoint must be made anew */
export function openSecret(keys: Keys, endpointId: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', keyFor(keys, 'webhook-seal'), sealed.subarray(0, NONCE_BYTES))
  decipher.setAAD(Buffer.from(endpointId)).setAuthTag(sealed.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
}

/** The headers that Standard Webhooks (standardwebhooks.com, specification 1.0) asks for; the time is signed, so that an old delivery can be refused. */
export function signatureHeaders(secret: Buffer, eventId: string, body: string, nowMs = Date.now()): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000))
  const signature = createHmac('sha256', secret).update(`${eventId}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': eventId, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
