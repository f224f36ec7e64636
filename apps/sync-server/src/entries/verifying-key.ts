// oxlint-disable-next-line typescript/triple-slash-reference -- packages that import this file for their tests need the declaration, and an ambient one has nothing to import
/// <reference path="./sodium-native.d.ts" />
import { createPublicKey, verify } from 'node:crypto'
import { availableParallelism } from 'node:os'

/** A terminal's Ed25519 public key. A signature of a wrong length is no signature, and no error. */
export type VerifyingKey = { verify(message: Buffer, signature: Buffer): Promise<boolean> }

type Sodium = { crypto_sign_verify_detached(signature: Buffer, message: Buffer, publicKey: Buffer): boolean }

const SIGNATURE_BYTES = 64

/** Null on a platform for which libsodium's addon brings no build. */
const sodium = await import('sodium-native').then(
  (module): Sodium => module.default,
  () => null,
)

/** Verifies in libuv's threads, so that the event loop goes on meanwhile: 0.16 ms of another core. */
export function keyOfThreadPool(publicKey: Buffer): VerifyingKey {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') }, format: 'jwk' })
  return {
    verify: (message, signature) =>
      new Promise((resolve, reject) => {
        verify(null, message, key, signature, (error, ok) => (error ? reject(error) : resolve(ok)))
      }),
  }
}

/** Verifies at once with libsodium: 0.09 ms of the event loop. */
function keyOfSodium(library: Sodium, publicKey: Buffer): VerifyingKey {
  return {
    verify: (message, signature) =>
      Promise.resolve(signature.length === SIGNATURE_BYTES && library.crypto_sign_verify_detached(signature, message, publicKey)),
  }
}

export const keyOnEventLoop = sodium && ((publicKey: Buffer) => keyOfSodium(sodium, publicKey))

/** With two cores there is none to spare beside the database, so what costs least in all wins; with more, the event loop is what is scarce. */
export const verifyingKey = keyOnEventLoop && availableParallelism() <= 2 ? keyOnEventLoop : keyOfThreadPool
