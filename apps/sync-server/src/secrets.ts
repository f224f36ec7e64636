import { createPrivateKey, createPublicKey, generateKeyPairSync, hkdfSync, type KeyObject, randomBytes, randomInt, sign } from 'node:crypto'
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { bech32 } from '@scure/base'
import { z } from 'zod'

/** The port behind which private keys live; a file fills it here, a key management service may elsewhere. */
export type KeyStore = {
  /** The key that new payment codes are signed with: the newest whose time has come. */
  codeSigningKey(now?: Date): CodeSigner
  /** The public half of every code-signing key, those not yet in use included. */
  readonly publicKeys: readonly PublicKey[]
  /** For access tokens, HS256. */
  tokenSecret: Uint8Array
  /** Makes another code-signing key under an id that is not taken; null where keys are made elsewhere, such as in the environment. */
  draftCodeSigningKey: ((taken: ReadonlySet<number>) => DraftKey) | null
  /** Takes up the keys that another instance has added since. */
  refresh(): Promise<void>
  /** age identities that open exported logs; terminals encrypt to the first. */
  logExportIdentities: readonly [string, ...string[]]
}
/** A key that is kept nowhere until `keep` is called, after its public half has been published. */
export type DraftKey = { keyId: number; publicKey: Buffer; keep: (validFrom: Date) => Promise<void> }
export type PublicKey = { keyId: number; publicKey: Buffer; validFrom: Date }
export type CodeSigner = { keyId: number; sign: (message: Uint8Array) => Buffer | Promise<Buffer> }

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/)
const SecretsFile = z.object({
  version: z.literal(1),
  tokenSecret: base64url.min(43),
  /** PKCS #8 in DER. A key is published when it stands here, and used from `validFrom`, at least 7 days later when rotating. */
  codeSigningKeys: z.array(z.object({ keyId: z.int().min(0).max(255), privateKey: base64url, validFrom: z.iso.datetime() })).min(1),
  /** age identities (`AGE-SECRET-KEY-1…`), the newest first. Older ones go on opening what was exported to them. */
  logExportIdentities: z.array(z.string().regex(/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/)).default([]),
})
type SecretsFile = z.infer<typeof SecretsFile>
type NewSecrets = z.input<typeof SecretsFile>

/** Opens the secrets: the text where the environment carries one, else the file, made on first use and readable by its owner only. */
export async function openKeyStore({ file, text }: { file: string; text?: string | undefined }): Promise<KeyStore> {
  if (text !== undefined) return keyStoreOf(parseSecrets(text, 'SECRETS'), null)
  const content = (await readFile(file, 'utf8').catch(absentAsNull)) ?? (await createFile(file))
  return keyStoreOf(parseSecrets(content, file), file)
}

async function readSecrets(file: string): Promise<SecretsFile> {
  return parseSecrets(await readFile(file, 'utf8'), file)
}

/** The file is replaced whole, so that a reader, or a crash, meets the old one or the new one. */
async function addToFile(file: string, key: SecretsFile['codeSigningKeys'][number]): Promise<void> {
  const secrets = await readSecrets(file)
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const next = { ...secrets, codeSigningKeys: [...secrets.codeSigningKeys, key] }
  await writeFile(draft, JSON.stringify(next, null, 2), { mode: 0o600, flag: 'wx', flush: true })
  await rename(draft, file)
}

function absentAsNull(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}

/** Says where the fault is and shows nothing of the content, not even as a cause: a JSON error quotes the text it failed on. */
function parseSecrets(content: string, source: string): SecretsFile {
  const result = SecretsFile.safeParse(jsonOrNull(content))
  if (result.success) return result.data
  throw new Error(
    `The secrets in ${source} are not usable: ${result.error.issues.map(({ path }) => path.join('.')).join(', ') || 'not JSON'}`,
  )
}

function jsonOrNull(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return null
  }
}

/** Two servers that start at once must end with one file: the link fails for the second, which reads the first one's. */
async function createFile(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, JSON.stringify(newSecrets(), null, 2), { mode: 0o600, flag: 'wx' })
  await link(draft, file).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
  await unlink(draft)
  return readFile(file, 'utf8')
}

/** A random first key id, so that a lost file does not claim the id of the key whose codes are still about. */
export function newSecrets(keyId = randomInt(1, 256)): NewSecrets {
  const { privateKey } = generateKeyPairSync('ed25519')
  const der = privateKey.export({ type: 'pkcs8', format: 'der' })
  return {
    version: 1,
    tokenSecret: randomBytes(48).toString('base64url'),
    codeSigningKeys: [{ keyId, privateKey: der.toString('base64url'), validFrom: new Date().toISOString() }],
  }
}

function keyStoreOf(secrets: SecretsFile, file: string | null): KeyStore {
  let keys = keysOf(secrets)
  const refresh = async () => {
    if (file !== null) keys = keysOf(await readSecrets(file))
  }
  const tokenSecret = Buffer.from(secrets.tokenSecret, 'base64url')
  const [newest = derivedIdentity(tokenSecret), ...older] = secrets.logExportIdentities
  return {
    tokenSecret,
    logExportIdentities: [newest, ...older],
    get publicKeys() {
      return keys.map(({ keyId, key, validFrom }) => ({ keyId, validFrom, publicKey: rawPublicKey(key) }))
    },
    codeSigningKey(now = new Date()) {
      const current = keys.find(({ validFrom }) => validFrom <= now) ?? keys.at(-1)
      if (!current) throw new Error('There is no code-signing key')
      return { keyId: current.keyId, sign: (message) => sign(null, message, current.key) }
    },
    draftCodeSigningKey: file === null ? null : (taken) => draftKey(file, taken, refresh),
    refresh,
  }
}

/** The newest first. */
function keysOf(secrets: SecretsFile): { keyId: number; validFrom: Date; key: KeyObject }[] {
  return secrets.codeSigningKeys
    .map(({ keyId, privateKey, validFrom }) => ({ keyId, validFrom: new Date(validFrom), key: privateKeyOf(privateKey) }))
    .toSorted((a, b) => b.validFrom.getTime() - a.validFrom.getTime())
}

function draftKey(file: string, taken: ReadonlySet<number>, refresh: () => Promise<void>): DraftKey {
  const free = Array.from({ length: 255 }, (_, i) => i + 1).filter((keyId) => !taken.has(keyId))
  if (free.length === 0) throw new Error('Every id of a code-signing key is taken')
  const keyId = free[randomInt(free.length)]!
  const { privateKey } = generateKeyPairSync('ed25519')
  return {
    keyId,
    publicKey: rawPublicKey(privateKey),
    async keep(validFrom) {
      const der = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64url')
      await addToFile(file, { keyId, privateKey: der, validFrom: validFrom.toISOString() })
      await refresh()
    },
  }
}

function privateKeyOf(text: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(text, 'base64url'), format: 'der', type: 'pkcs8' })
}

/** The 32 bytes at the end of an Ed25519 SubjectPublicKeyInfo (RFC 8410). */
function rawPublicKey(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32)
}

/**
 * Secrets that were made before logs could be exported have no identity for it: one is derived from the token secret, the same at every
 * start. Name it among `logExportIdentities` before that secret is replaced.
 */
function derivedIdentity(tokenSecret: Uint8Array): string {
  const scalar = new Uint8Array(hkdfSync('sha256', tokenSecret, 'MPS', 'log export', 32))
  return bech32.encodeFromBytes('AGE-SECRET-KEY-', scalar).toUpperCase()
}
