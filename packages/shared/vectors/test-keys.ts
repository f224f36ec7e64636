import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'

/** An Ed25519 key pair that anyone can make again: for vectors and tests, never for a deployment. */
export type TestKey = {
  keyId: number
  /** Raw, base64url. */
  publicKey: string
  publicKeyObject: KeyObject
  sign: (message: Uint8Array) => Uint8Array
}

// RFC 8410, section 7: what stands before the 32-byte seed in the PKCS #8 form of an Ed25519 private key.
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The key pair whose seed is the SHA-256 of the id and a name. */
export function testKey(keyId: number, name = 'payment code vectors'): TestKey {
  const seed = createHash('sha256').update(`MPS test key ${keyId}: ${name}`).digest()
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' })
  const publicKeyObject = createPublicKey(privateKey)
  const publicKey = publicKeyObject.export({ format: 'jwk' }).x
  if (publicKey === undefined) throw new Error('an Ed25519 public key has an x')
  return { keyId, publicKey, publicKeyObject, sign: (message) => new Uint8Array(sign(null, message, privateKey)) }
}
