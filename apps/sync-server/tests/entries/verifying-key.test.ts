import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyOfThreadPool, keyOnEventLoop, type VerifyingKey } from '../../src/entries/verifying-key.ts'

const ways: Record<string, ((publicKey: Buffer) => VerifyingKey) | null> = { 'the thread pool': keyOfThreadPool, libsodium: keyOnEventLoop }

/** The order of the curve's group, little-endian: adding it to S gives a second spelling of the same signature. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

function aPair() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { publicKey: publicKey.export({ type: 'spki', format: 'der' }).subarray(-32), privateKey }
}

const reversed = (bytes: Buffer) => Buffer.from(bytes.toReversed())

function plusOrder(signature: Buffer): Buffer {
  const s = BigInt(`0x${reversed(signature.subarray(32)).toString('hex')}`) + ORDER
  return Buffer.concat([signature.subarray(0, 32), reversed(Buffer.from(s.toString(16).padStart(64, '0'), 'hex'))])
}

describe.each(Object.keys(ways).filter((name) => ways[name]))('a signature verified by %s', (name) => {
  const keyOf = ways[name]!
  const { publicKey, privateKey } = aPair()
  const message = randomBytes(32)
  const signature = sign(null, message, privateKey)

  it('is taken for what was signed', async () => {
    expect(await keyOf(publicKey).verify(message, signature)).toBe(true)
  })

  it.each([
    ['over other bytes', () => [publicKey, randomBytes(32), signature]],
    ['by another key', () => [aPair().publicKey, message, signature]],
    ['in its second spelling', () => [publicKey, message, plusOrder(signature)]],
    ['of zeros', () => [publicKey, message, Buffer.alloc(64)]],
    ['cut short', () => [publicKey, message, signature.subarray(0, 63)]],
    ['too long', () => [publicKey, message, Buffer.concat([signature, Buffer.alloc(1)])]],
    ['that is empty', () => [publicKey, message, Buffer.alloc(0)]],
  ])('is refused %s', async (_name, make) => {
    const [key, bytes, wrong] = make()
    expect(await keyOf(key!).verify(bytes!, wrong!)).toBe(false)
  })

  it('is refused with any one bit of it or of the message changed', async () => {
    const key = keyOf(publicKey)
    await fc.assert(
      fc.asyncProperty(fc.nat(64 * 8 - 1), fc.nat(32 * 8 - 1), async (inSignature, inMessage) => {
        const flip = (bytes: Buffer, bit: number) => bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)) as Buffer
        expect(await key.verify(message, Buffer.from(flip(signature, inSignature)))).toBe(false)
        expect(await key.verify(Buffer.from(flip(message, inMessage)), signature)).toBe(false)
      }),
    )
  })
})
