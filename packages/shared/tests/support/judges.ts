import { createPublicKey, verify as verifyWithNode, webcrypto } from 'node:crypto'
import type { checkPaymentCode } from '../../src/index.ts'

type Verify = Parameters<typeof checkPaymentCode>[1]
type PublishedKey = { keyId: number; publicKey: string }

/** The two engines that judge codes: node:crypto as in the server, WebCrypto as in the terminal. Both here, so that they must agree. */
export function judges(keys: PublishedKey[]): { name: string; verify: Verify }[] {
  return [
    { name: 'node:crypto', verify: nodeVerify(keys) },
    { name: 'WebCrypto', verify: webVerify(keys) },
  ]
}

function nodeVerify(keys: PublishedKey[]): Verify {
  const objects = new Map(keys.map(({ keyId, publicKey }) => [keyId, createPublicKey({ key: jwkOf(publicKey), format: 'jwk' })]))
  return (keyId, message, signature) => {
    const key = objects.get(keyId)
    return Promise.resolve(key ? verifyWithNode(null, message, key, signature) : null)
  }
}

function webVerify(keys: PublishedKey[]): Verify {
  const imported = new Map(
    keys.map(({ keyId, publicKey }) => [keyId, webcrypto.subtle.importKey('jwk', jwkOf(publicKey), 'Ed25519', false, ['verify'])]),
  )
  return async (keyId, message, signature) => {
    const key = await imported.get(keyId)
    return key ? webcrypto.subtle.verify('Ed25519', key, signature, message) : null
  }
}

function jwkOf(publicKey: string) {
  return { kty: 'OKP', crv: 'Ed25519', x: publicKey }
}
