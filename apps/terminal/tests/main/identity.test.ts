import { createPublicKey, randomBytes, verify } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesToBase64url, entryHash, PublicKey, TOKEN_AUDIENCE } from '@mps/shared'
import { describe, expect, it } from 'vitest'
import { DeviceKeys } from '../../src/main/identity.ts'
import { SealedFile } from '../../src/main/sealed-file.ts'
import { clientAssertion } from '../../src/renderer/log/access-token.ts'
import { Keyring } from './support/keyring.ts'
import { temporaryFolder } from './support/temporary.ts'

const TERMINAL = { terminalId: '3f0c6a52-9a4e-4b7e-8a57-1d2e3f405162', epoch: 2, label: 'Till 1', merchantName: 'Shop' }

function aDevice(keyring = new Keyring(), folder = temporaryFolder(), platform: NodeJS.Platform = 'linux') {
  const path = join(folder, 'identity.sealed')
  return { keys: new DeviceKeys(new SealedFile(path, keyring, platform)), path, folder, keyring }
}

async function aPairedDevice() {
  const device = aDevice()
  await device.keys.prepare()
  const identity = await device.keys.adopt(TERMINAL)
  return { ...device, identity }
}

function isSignedBy(publicKey: string, message: Uint8Array, signature: Uint8Array): boolean {
  return verify(null, message, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' }), signature)
}

describe('the device’s identity', () => {
  it('is nobody before pairing, and signs nothing', async () => {
    const { keys } = aDevice()
    expect(await keys.load()).toBeNull()
    await expect(keys.signEntryHash(new Uint8Array(32))).rejects.toMatchObject({ code: 'identity_missing' })
    await expect(keys.signAssertion('e30.e30')).rejects.toMatchObject({ code: 'identity_missing' })
    await expect(keys.adopt(TERMINAL)).rejects.toMatchObject({ code: 'identity_not_prepared' })
  })

  it('offers the same key until it is adopted, also when asked twice at once or after a restart', async () => {
    const { keys, keyring, folder } = aDevice()
    const [first, second] = await Promise.all([keys.prepare(), keys.prepare()])
    expect(PublicKey.safeParse(first.publicKey).success).toBe(true)
    expect(second).toEqual(first)
    expect(await aDevice(keyring, folder).keys.prepare()).toEqual(first)
  })

  it('becomes the terminal with the prepared key, and stays so over restarts', async () => {
    const { keys, keyring, folder } = aDevice()
    const { publicKey } = await keys.prepare()
    expect(await keys.adopt(TERMINAL)).toEqual({ ...TERMINAL, publicKey })
    expect(await aDevice(keyring, folder).keys.load()).toEqual({ ...TERMINAL, publicKey })
  })

  it('says the same when the same pairing is adopted again, as after a crash', async () => {
    const { keys, identity } = await aPairedDevice()
    expect(await keys.adopt(TERMINAL)).toEqual(identity)
  })

  it('takes another key for another pairing', async () => {
    const { keys, identity } = await aPairedDevice()
    const { publicKey } = await keys.prepare()
    expect(publicKey).not.toBe(identity.publicKey)
    expect(await keys.load()).toEqual(identity)
    const next = await keys.adopt({ ...TERMINAL, epoch: 3 })
    expect(next).toEqual({ ...TERMINAL, epoch: 3, publicKey })
    const hash = await entryHash('{}')
    expect(isSignedBy(publicKey, hash, await keys.signEntryHash(hash))).toBe(true)
  })

  it('is gone for good once forgotten', async () => {
    const { keys, folder } = await aPairedDevice()
    await keys.forget()
    expect(await keys.load()).toBeNull()
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('the device key', () => {
  it('signs an entry’s hash so that the server can verify it', async () => {
    const { keys, identity } = await aPairedDevice()
    const hash = await entryHash('{"v":1}')
    const signature = await keys.signEntryHash(hash)
    expect(signature).toHaveLength(64)
    expect(isSignedBy(identity.publicKey, hash, signature)).toBe(true)
  })

  it.each([0, 31, 33, 64])('signs no %i bytes in the place of a hash', async (length) => {
    const { keys } = await aPairedDevice()
    await expect(keys.signEntryHash(new Uint8Array(length))).rejects.toMatchObject({ code: 'signing_refused' })
  })

  it('signs the client assertion that the log really makes', async () => {
    const { keys, identity } = await aPairedDevice()
    const jwt = await clientAssertion(identity, Date.now(), (bytes) => keys.signAssertion(new TextDecoder().decode(bytes)))
    const [header, claims, signature] = jwt.split('.')
    expect(isSignedBy(identity.publicKey, Buffer.from(`${header}.${claims}`), Buffer.from(signature!, 'base64url'))).toBe(true)
  })

  const iat = 1_800_000_000
  const claims = { iss: TERMINAL.terminalId, sub: TERMINAL.terminalId, aud: TOKEN_AUDIENCE, jti: 'x', iat, exp: iat + 120 }
  const header = { alg: 'EdDSA', typ: 'JWT', kid: '2' }
  const part = (value: unknown) => bytesToBase64url(new TextEncoder().encode(JSON.stringify(value)))

  it.each<[string, string]>([
    ['another terminal', `${part(header)}.${part({ ...claims, iss: 'somebody', sub: 'somebody' })}`],
    ['another audience', `${part(header)}.${part({ ...claims, aud: 'bank' })}`],
    ['another epoch', `${part({ ...header, kid: '1' })}.${part(claims)}`],
    ['another algorithm', `${part({ ...header, alg: 'none' })}.${part(claims)}`],
    ['a life of an hour', `${part(header)}.${part({ ...claims, exp: iat + 3600 })}`],
    ['a life that ends before it begins', `${part(header)}.${part({ ...claims, exp: iat - 1 })}`],
    ['a claim that it does not know', `${part(header)}.${part({ ...claims, scope: 'admin' })}`],
    ['a header that it does not know', `${part({ ...header, jku: 'https://example.com' })}.${part(claims)}`],
    ['three parts', `${part(header)}.${part(claims)}.AAAA`],
    ['no JSON', 'AAAA.AAAA'],
    ['a line break', `${part(header)}.${part(claims)}\n`],
    ['nothing', ''],
  ])('refuses to sign an assertion with %s', async (_, signingInput) => {
    const { keys } = await aPairedDevice()
    await expect(keys.signAssertion(signingInput)).rejects.toMatchObject({ code: 'signing_refused' })
  })

  it('never lies on the disk or in an answer in the open', async () => {
    const { keys, path, keyring, identity } = await aPairedDevice()
    const { result } = await keyring.decryptStringAsync(readFileSync(path))
    const { privateKey } = (JSON.parse(result) as { active: { key: { privateKey: string } } }).active.key
    const secret = Buffer.from(privateKey, 'base64').subarray(-32)
    const file = readFileSync(path)
    for (const form of [secret, Buffer.from(secret.toString('base64')), Buffer.from(secret.toString('hex'))])
      expect(file.includes(form)).toBe(false)
    const answers = JSON.stringify([identity, await keys.load(), await keys.prepare()])
    for (const form of [privateKey, secret.toString('base64'), secret.toString('base64url'), secret.toString('hex')])
      expect(answers).not.toContain(form)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })
})

describe('sealing', () => {
  it('gives back what was sealed here, also after a restart and before pairing', async () => {
    const { keys, keyring, folder } = aDevice()
    const plain = new Uint8Array(randomBytes(5000))
    const sealed = await keys.seal(plain)
    expect(Buffer.from(sealed).includes(Buffer.from(plain.subarray(0, 32)))).toBe(false)
    expect(await aDevice(keyring, folder).keys.unseal(sealed)).toEqual(plain)
    expect(await keys.unseal(await keys.seal(new Uint8Array()))).toEqual(new Uint8Array())
  })

  it('seals the same bytes to another text each time', async () => {
    const { keys } = aDevice()
    const plain = new Uint8Array(16)
    expect(await keys.seal(plain)).not.toEqual(await keys.seal(plain))
  })

  it('opens nothing that was changed, cut or sealed on another device', async () => {
    const { keys } = aDevice()
    const sealed = await keys.seal(Uint8Array.of(1, 2, 3))
    for (let i = 0; i < sealed.length; i++) {
      const changed = sealed.map((byte, at) => (at === i ? byte ^ 1 : byte))
      expect(await keys.unseal(changed)).toBeNull()
    }
    expect(await keys.unseal(sealed.slice(0, 20))).toBeNull()
    expect(await keys.unseal(new Uint8Array())).toBeNull()
    expect(await aDevice().keys.unseal(sealed)).toBeNull()
  })
})

describe('the sealed file', () => {
  it.each(['basic_text', 'unknown'])('is refused on Linux with the %s backend, for every call', async (backend) => {
    const keyring = new Keyring()
    keyring.backend = backend
    const { keys, folder } = aDevice(keyring)
    for (const call of [
      keys.load(),
      keys.prepare(),
      keys.adopt(TERMINAL),
      keys.signEntryHash(new Uint8Array(32)),
      keys.seal(new Uint8Array(1)),
    ])
      await expect(call).rejects.toMatchObject({ code: 'secure_storage_unavailable' })
    expect(readdirSync(folder)).toEqual([])
  })

  it('asks nothing of the backend’s name elsewhere', async () => {
    const keyring = new Keyring()
    keyring.backend = 'unknown'
    await expect(aDevice(keyring, temporaryFolder(), 'win32').keys.prepare()).resolves.toHaveProperty('publicKey')
  })

  it('is refused where the system cannot encrypt', async () => {
    const keyring = new Keyring()
    keyring.isAvailable = false
    await expect(aDevice(keyring, temporaryFolder(), 'darwin').keys.prepare()).rejects.toMatchObject({ code: 'secure_storage_unavailable' })
  })

  it('is not taken for an unpaired device when it cannot be read', async () => {
    const { keys, path, folder } = await aPairedDevice()
    await expect(aDevice(new Keyring(), folder).keys.load()).rejects.toMatchObject({ code: 'identity_unreadable' })
    writeFileSync(path, 'garbage')
    const { keys: other } = aDevice(new Keyring(), folder)
    await expect(other.prepare()).rejects.toMatchObject({ code: 'identity_unreadable' })
    expect(readFileSync(path, 'utf8')).toBe('garbage')
    expect(await keys.load()).not.toBeNull()
  })

  it('is not read in a form that this app never writes', async () => {
    const { path, keyring, folder } = await aPairedDevice()
    writeFileSync(path, await keyring.encryptStringAsync('{"v":2}'))
    await expect(aDevice(keyring, folder).keys.load()).rejects.toMatchObject({ code: 'identity_unreadable' })
  })

  it('is sealed anew when the system’s key was rotated', async () => {
    const { path, keyring, folder, identity } = await aPairedDevice()
    const before = readFileSync(path)
    keyring.isRotated = true
    expect(await aDevice(keyring, folder).keys.load()).toEqual(identity)
    expect(readFileSync(path)).not.toEqual(before)
  })

  it('is the old one or the new one after a crash: a half-written successor is no harm', async () => {
    const { path, keyring, folder, identity } = await aPairedDevice()
    writeFileSync(`${path}.new`, 'half')
    const { keys } = aDevice(keyring, folder)
    expect(await keys.load()).toEqual(identity)
    await keys.prepare()
    expect(readdirSync(folder)).toEqual(['identity.sealed'])
  })
})
