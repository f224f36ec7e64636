import { createPrivateKey, createPublicKey, generateKeyPairSync, hkdfSync, type KeyObject, randomBytes, randomInt, sign } from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { bech32 } from '@scure/base'
import { z } from 'zod'

/** The port behind which private keys live; a file fills it here, a key management service may elsewhere. */
export type KeyStore = {
  /** The key that new payment codes are signed with: the newest whose time has come. */
  codeSigningKey(now?: Date): CodeSigner
  /** The public half of every code-signing key, those not yet in use included. */
  publicKeys: readonly PublicKey[]
  /** For access tokens, HS256. */
  tokenSecret: Uint8Array
  /** age identities that open exported logs; terminals encrypt to the first. */
  logExportIdentities: readonly [string, ...string[]]
}
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
  const content = text ?? (await readFile(file, 'utf8').catch(absentAsNull)) ?? (await createFile(file))
  return keyStoreOf(parseSecrets(content, text === undefined ? file : 'SECRETS'))
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

function keyStoreOf(secrets: SecretsFile): KeyStore {
  const keys = secrets.codeSigningKeys
    .map(({ keyId, privateKey, validFrom }) => ({ keyId, validFrom: new Date(validFrom), key: privateKeyOf(privateKey) }))
    .toSorted((a, b) => b.validFrom.getTime() - a.validFrom.getTime())
  const tokenSecret = Buffer.from(secrets.tokenSecret, 'base64url')
  const [newest = derivedIdentity(tokenSecret), ...older] = secrets.logExportIdentities
  return {
    tokenSecret,
    logExportIdentities: [newest, ...older],
    publicKeys: keys.map(({ keyId, key, validFrom }) => ({ keyId, validFrom, publicKey: rawPublicKey(key) })),
    codeSigningKey(now = new Date()) {
      const current = keys.find(({ validFrom }) => validFrom <= now) ?? keys.at(-1)
      if (!current) throw new Error('There is no code-signing key')
      return { keyId: current.keyId, sign: (message) => sign(null, message, current.key) }
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
