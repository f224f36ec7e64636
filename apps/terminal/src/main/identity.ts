import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'
import { AnyUuid, PublicKey } from '@mps/shared'
import { z } from 'zod'
import { ENTRY_HASH_LENGTH, ShellError } from '../ipc.ts'
import type { DeviceIdentity } from '../renderer/log/ports.ts'
import { type SealedFile } from './sealed-file.ts'
import { isOwnAssertion } from './signing-rules.ts'

type Bytes = Uint8Array<ArrayBuffer>
const SEAL_CIPHER = 'aes-256-gcm'
const NONCE_LENGTH = 12
const TAG_LENGTH = 16

/** A device key: the public half, raw in base64url, and the private one as PKCS #8 in base64. */
const StoredKey = z.strictObject({ publicKey: PublicKey, privateKey: z.base64() })
type StoredKey = z.infer<typeof StoredKey>

/** What the sealed file holds. */
const Secrets = z.strictObject({
  v: z.literal(1),
  /** The key in force and who it makes this device to the server. */
  active: z
    .strictObject({ key: StoredKey, terminalId: AnyUuid, epoch: z.int().min(1), label: z.string(), merchantName: z.string() })
    .nullable(),
  /** Made for a pairing that is under way. */
  prepared: StoredKey.nullable(),
  sealKey: z.base64(),
})
type Secrets = z.infer<typeof Secrets>

/**
 * The device's Ed25519 keys, made and used here in the main process; no call gives a private key away, and what they sign is an entry's
 * hash or this terminal's own client assertion.
 */
export class DeviceKeys {
  readonly #file: SealedFile
  #secrets: Secrets | null = null
  #signingKey: KeyObject | null = null
  #work: Promise<unknown> = Promise.resolve()

  constructor(file: SealedFile) {
    this.#file = file
  }

  load(): Promise<DeviceIdentity | null> {
    return this.#next(async () => identityOf(await this.#read()))
  }

  prepare(): Promise<{ publicKey: string }> {
    return this.#next(async () => {
      const secrets = await this.#read()
      const prepared = secrets?.prepared ?? newKey()
      if (!secrets?.prepared) await this.#write({ ...(secrets ?? noSecrets()), prepared })
      return { publicKey: prepared.publicKey }
    })
  }

  /** Repeated after a crash with the same terminal and epoch it says the same. */
  adopt(paired: Omit<DeviceIdentity, 'publicKey'>): Promise<DeviceIdentity> {
    return this.#next(async () => {
      const secrets = await this.#read()
      const current = identityOf(secrets)
      if (current && current.terminalId === paired.terminalId && current.epoch === paired.epoch) return current
      if (!secrets?.prepared) throw new ShellError('identity_not_prepared')
      const { terminalId, epoch, label, merchantName } = paired
      const active = { key: secrets.prepared, terminalId, epoch, label, merchantName }
      await this.#write({ ...secrets, active, prepared: null })
      return { terminalId, epoch, label, merchantName, publicKey: active.key.publicKey }
    })
  }

  signEntryHash(hash: Bytes): Promise<Bytes> {
    return this.#next(async () => {
      if (hash.length !== ENTRY_HASH_LENGTH) throw new ShellError('signing_refused', 'an entry’s hash has 32 bytes')
      return this.#sign(hash)
    })
  }

  signAssertion(signingInput: string): Promise<Bytes> {
    return this.#next(async () => {
      const identity = identityOf(await this.#read())
      if (!identity) throw new ShellError('identity_missing')
      if (!isOwnAssertion(signingInput, identity)) throw new ShellError('signing_refused', 'not an assertion of this terminal')
      return this.#sign(Buffer.from(signingInput, 'ascii'))
    })
  }

  seal(bytes: Bytes): Promise<Bytes> {
    return this.#next(async () => {
      const nonce = randomBytes(NONCE_LENGTH)
      const cipher = createCipheriv(SEAL_CIPHER, await this.#sealKey(), nonce)
      const sealed = Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
      return new Uint8Array(sealed)
    })
  }

  unseal(sealed: Bytes): Promise<Bytes | null> {
    return this.#next(async () => {
      if (sealed.length < NONCE_LENGTH + TAG_LENGTH) return null
      const decipher = createDecipheriv(SEAL_CIPHER, await this.#sealKey(), sealed.subarray(0, NONCE_LENGTH))
      decipher.setAuthTag(sealed.subarray(-TAG_LENGTH))
      try {
        return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(NONCE_LENGTH, -TAG_LENGTH)), decipher.final()]))
      } catch {
        return null
      }
    })
  }

  forget(): Promise<void> {
    return this.#next(async () => {
      this.#secrets = null
      this.#signingKey = null
      await this.#file.remove()
    })
  }

  /** One at a time: two `prepare` at once must make one key. */
  #next<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#work.then(task)
    this.#work = result.catch(() => undefined)
    return result
  }

  async #sign(bytes: Uint8Array): Promise<Bytes> {
    const active = (await this.#read())?.active
    if (!active) throw new ShellError('identity_missing')
    this.#signingKey ??= createPrivateKey({ key: Buffer.from(active.key.privateKey, 'base64'), format: 'der', type: 'pkcs8' })
    return new Uint8Array(sign(null, bytes, this.#signingKey))
  }

  async #sealKey(): Promise<Buffer> {
    const secrets = (await this.#read()) ?? noSecrets()
    if (!this.#secrets) await this.#write(secrets)
    return Buffer.from(secrets.sealKey, 'base64')
  }

  async #read(): Promise<Secrets | null> {
    if (this.#secrets) return this.#secrets
    const text = await this.#file.read()
    this.#secrets = text === null ? null : parseSecrets(text)
    return this.#secrets
  }

  async #write(secrets: Secrets): Promise<void> {
    await this.#file.write(JSON.stringify(secrets))
    this.#secrets = secrets
    this.#signingKey = null
  }
}

function identityOf(secrets: Secrets | null): DeviceIdentity | null {
  if (!secrets?.active) return null
  const { key, ...identity } = secrets.active
  return { ...identity, publicKey: key.publicKey }
}

function newKey(): StoredKey {
  const { privateKey } = generateKeyPairSync('ed25519')
  const publicKey = PublicKey.parse(createPublicKey(privateKey).export({ format: 'jwk' }).x)
  return { publicKey, privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64') }
}

function noSecrets(): Secrets {
  return { v: 1, active: null, prepared: null, sealKey: randomBytes(32).toString('base64') }
}

function parseSecrets(text: string): Secrets {
  try {
    return Secrets.parse(JSON.parse(text))
  } catch (error) {
    throw new ShellError('identity_unreadable', 'not what this app writes', { cause: error })
  }
}
