import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { SecretStorage } from '../../../src/main/sealed-file.ts'

/** The system's keychain as Electron's safeStorage shows it: strings sealed with a key that only this keyring has. */
export class Keyring implements SecretStorage {
  backend = 'gnome_libsecret'
  isAvailable = true
  /** Set when the key was rotated: what is decrypted should be encrypted again. */
  isRotated = false
  #key = randomBytes(32)

  isAsyncEncryptionAvailable(): Promise<boolean> {
    return Promise.resolve(this.isAvailable)
  }

  getSelectedStorageBackend(): string {
    return this.backend
  }

  encryptStringAsync(plainText: string): Promise<Buffer> {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce)
    return Promise.resolve(Buffer.concat([nonce, cipher.update(plainText, 'utf8'), cipher.final(), cipher.getAuthTag()]))
  }

  async decryptStringAsync(sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, 12))
    decipher.setAuthTag(sealed.subarray(-16))
    const result = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8')
    return Promise.resolve({ result, shouldReEncrypt: this.isRotated })
  }
}
