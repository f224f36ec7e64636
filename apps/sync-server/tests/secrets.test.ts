import { createPublicKey, verify } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity } from 'age-encryption'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSecrets, openKeyStore } from '../src/secrets.ts'

const DAY_MS = 86_400_000

describe('the key store', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mps-secrets-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const isValid = (publicKey: Buffer, message: Buffer, signature: Buffer) => {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') }, format: 'jwk' })
    return verify(null, message, key, signature)
  }

  it('makes its file on first use, readable by its owner only, and opens the same keys afterwards', async () => {
    const file = join(folder, 'deep/down/secrets.json')
    const first = await openKeyStore({ file })
    const again = await openKeyStore({ file })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(again.tokenSecret).toEqual(first.tokenSecret)
    expect(again.publicKeys).toEqual(first.publicKeys)
  })

  it('ends with one set of keys when several servers start at once', async () => {
    const file = join(folder, 'race.json')
    const stores = await Promise.all(Array.from({ length: 8 }, () => openKeyStore({ file })))
    expect(new Set(stores.map(({ tokenSecret }) => Buffer.from(tokenSecret).toString('hex'))).size).toBe(1)
  })

  it('signs what its public half verifies', async () => {
    const store = await openKeyStore({ file: join(folder, 'sign.json') })
    const { keyId, sign } = store.codeSigningKey()
    const { publicKey } = store.publicKeys.find((key) => key.keyId === keyId)!
    const message = Buffer.from('a payment code')
    const signature = await sign(message)
    expect(isValid(publicKey, message, signature)).toBe(true)
    expect(isValid(publicKey, Buffer.from('another one'), signature)).toBe(false)
  })

  it('publishes a new key before it signs with it', async () => {
    const inAWeek = new Date(Date.now() + 7 * DAY_MS)
    const [oldKey] = newSecrets(1).codeSigningKeys
    const [newKey] = newSecrets(2).codeSigningKeys
    const text = JSON.stringify({ ...newSecrets(), codeSigningKeys: [oldKey, { ...newKey, validFrom: inAWeek.toISOString() }] })
    const store = await openKeyStore({ file: 'unused', text })
    expect(new Set(store.publicKeys.map(({ keyId }) => keyId))).toEqual(new Set([1, 2]))
    expect(store.codeSigningKey().keyId).toBe(1)
    expect(store.codeSigningKey(new Date(inAWeek.getTime() + 1)).keyId).toBe(2)
  })

  it('has an identity for exported logs even where its file was made before there were any', async () => {
    const before = JSON.stringify(newSecrets())
    const [derived] = (await openKeyStore({ file: 'unused', text: before })).logExportIdentities
    expect((await openKeyStore({ file: 'unused', text: before })).logExportIdentities).toEqual([derived])
    const named = await generateX25519Identity()
    const text = JSON.stringify({ ...newSecrets(), logExportIdentities: [named, derived] })
    expect((await openKeyStore({ file: 'unused', text })).logExportIdentities).toEqual([named, derived])
  })

  it('says which secrets are unusable and shows nothing of them', async () => {
    const file = join(folder, 'broken.json')
    await writeFile(file, '{"version":1,"tokenSecret":"hunter2"')
    await expect(openKeyStore({ file })).rejects.toThrow(`The secrets in ${file} are not usable`)
    await expect(openKeyStore({ file })).rejects.not.toThrow('hunter2')
    await expect(openKeyStore({ file: 'unused', text: '{"version":1,"tokenSecret":"hunter2"}' })).rejects.toThrow(/SECRETS.*tokenSecret/)
  })

  it('leaves a file that it may not read as it is', async () => {
    const file = join(folder, 'foreign.json')
    await writeFile(file, 'precious')
    await chmod(file, 0o400)
    await expect(openKeyStore({ file })).rejects.toThrow('not usable')
    expect(await readFile(file, 'utf8')).toBe('precious')
  })
})
