import { bytesToBase64url } from '@mps/shared'
import { DeviceStore } from './device-store.ts'
import { LogError } from './errors.ts'
import type { DeviceIdentity, IdentityPort } from './ports.ts'

const NONCE_LENGTH = 12

/**
 * The device key as a non-extractable WebCrypto key in its own IndexedDB database: no script can read it, only use it.
 * Whoever owns the whole profile can still copy it; Electron's seals it with the operating system.
 */
export function browserIdentity(database = 'mps-device'): IdentityPort {
  const store = new DeviceStore(database)

  async function sealingKey(): Promise<CryptoKey> {
    const kept = await store.get<CryptoKey>('sealing-key')
    if (kept) return kept
    const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    await store.put('sealing-key', made)
    return made
  }

  return {
    load: () => store.get<DeviceIdentity>('identity'),

    async prepare() {
      const kept = await store.get<CryptoKeyPair>('prepared-key')
      const pair = kept ?? (await generateSigningKey())
      if (!kept) await store.put('prepared-key', pair)
      return { publicKey: await publicKeyOf(pair) }
    },

    async adopt(paired) {
      const pair = await store.get<CryptoKeyPair>('prepared-key')
      if (!pair) throw new LogError('not_paired', 'no key was prepared')
      const identity: DeviceIdentity = { ...paired, publicKey: await publicKeyOf(pair) }
      await store.put('key', pair)
      await store.put('identity', identity)
      await store.delete('prepared-key')
      return identity
    },

    async sign(bytes) {
      const pair = await store.get<CryptoKeyPair>('key')
      if (!pair) throw new LogError('not_paired')
      return new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, bytes))
    },

    async seal(bytes) {
      const iv = crypto.getRandomValues(new Uint8Array(NONCE_LENGTH))
      const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await sealingKey(), bytes)
      const whole = new Uint8Array(NONCE_LENGTH + sealed.byteLength)
      whole.set(iv)
      whole.set(new Uint8Array(sealed), NONCE_LENGTH)
      return whole
    },

    async unseal(bytes) {
      const iv = bytes.subarray(0, NONCE_LENGTH)
      const key = await sealingKey()
      try {
        return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytes.subarray(NONCE_LENGTH)))
      } catch {
        return null
      }
    },

    forget: () => store.delete('identity', 'key', 'prepared-key', 'sealing-key'),
  }
}

function generateSigningKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])
}

async function publicKeyOf(pair: CryptoKeyPair): Promise<string> {
  return bytesToBase64url(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)))
}
