import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ShellError } from '../ipc.ts'
import { codeOf, flushDirectory } from './durable-file.ts'

/** The part of Electron's safeStorage that is used: its asynchronous calls. */
export type SecretStorage = {
  isAsyncEncryptionAvailable(): Promise<boolean>
  encryptStringAsync(plainText: string): Promise<Buffer>
  decryptStringAsync(encrypted: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }>
  getSelectedStorageBackend(): string
}

/**
 * One file that only this user on this device can read: encrypted with a key that the system's keychain holds. Written whole and renamed
 * into place, so that a power cut leaves the old one or the new one.
 */
export class SealedFile {
  readonly #path: string
  readonly #storage: SecretStorage
  readonly #platform: NodeJS.Platform

  constructor(path: string, storage: SecretStorage, platform: NodeJS.Platform = process.platform) {
    this.#path = path
    this.#storage = storage
    this.#platform = platform
  }

  /**
   * @returns null when there is no file
   * @throws ShellError secure_storage_unavailable, identity_unreadable
   */
  async read(): Promise<string | null> {
    await this.#mustBeSecure()
    const sealed = await this.#bytes()
    if (!sealed) return null
    const { result, shouldReEncrypt } = await this.#decrypt(sealed)
    if (shouldReEncrypt) await this.write(result)
    return result
  }

  async write(text: string): Promise<void> {
    await this.#mustBeSecure()
    const sealed = await this.#storage.encryptStringAsync(text)
    const temporary = `${this.#path}.new`
    const file = await open(temporary, 'w', 0o600)
    try {
      await file.writeFile(sealed)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, this.#path)
    await flushDirectory(dirname(this.#path))
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true })
    await rm(`${this.#path}.new`, { force: true })
    await flushDirectory(dirname(this.#path))
  }

  async #bytes(): Promise<Buffer | null> {
    try {
      return await readFile(this.#path)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null
      throw error
    }
  }

  async #decrypt(sealed: Buffer) {
    try {
      return await this.#storage.decryptStringAsync(sealed)
    } catch (error) {
      throw new ShellError('identity_unreadable', 'sealed elsewhere, or damaged', { cause: error })
    }
  }

  /** Linux without a keyring falls back to a password that stands in Chromium's source: no better than plain text. */
  async #mustBeSecure(): Promise<void> {
    if (this.#platform === 'linux' && ['basic_text', 'unknown'].includes(this.#storage.getSelectedStorageBackend()))
      throw new ShellError('secure_storage_unavailable', 'this desktop has no keyring (libsecret or kwallet)')
    if (!(await this.#storage.isAsyncEncryptionAvailable())) throw new ShellError('secure_storage_unavailable')
  }
}
