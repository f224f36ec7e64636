import { webcrypto } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkPaymentCode,
  CODE_PREFIX,
  decodeBase32,
  decodePaymentCode,
  encodeBase32,
  encodePaymentCode,
  luhnDigit,
  type PaymentCodeFields,
  paymentCodeHash,
  sha256Hex,
} from '../src/index.ts'
import { testKey } from '../vectors/test-keys.ts'
import { judges } from './support/judges.ts'

const KEY = testKey(1)
const KEYS = [{ keyId: KEY.keyId, publicKey: KEY.publicKey }]
const NOW_S = 1_795_420_860

const anyFields: fc.Arbitrary<PaymentCodeFields> = fc.record({
  keyId: fc.constant(KEY.keyId),
  cardNo: fc.stringMatching(/^\d{15}$/).map((digits) => digits + luhnDigit(digits)),
  validFromS: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  ttlS: fc.integer({ min: 0, max: 2 ** 16 - 1 }),
  discountPermille: fc.integer({ min: 0, max: 1000 }),
  cardType: fc.constantFrom('standard', 'prepaid', 'corporate', 'voucher'),
  offlineLimitMinor: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  secret: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Uint8Array.from(bytes)),
})

const aCode: PaymentCodeFields = {
  keyId: KEY.keyId,
  cardNo: '4111111111111111',
  validFromS: NOW_S - 60,
  ttlS: 900,
  discountPermille: 950,
  cardType: 'standard',
  offlineLimitMinor: 50_000,
  secret: Uint8Array.from({ length: 16 }, (_, i) => i),
}

describe.each(judges(KEYS))('a payment code, verified by $name', ({ verify }) => {
  it('comes back as it was encoded, whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(anyFields, async (fields) => {
        const text = await encodePaymentCode(fields, KEY.sign)
        const check = await checkPaymentCode(text, verify, fields.validFromS)
        expect(check).toMatchObject({ ok: true, code: { ...fields, text } })
      }),
      { numRuns: 300 },
    )
  })

  it('is refused after any one bit of any byte has changed', async () => {
    const bytes = decodeBase32((await encodePaymentCode(aCode, KEY.sign)).slice(CODE_PREFIX.length))!
    const accepted: number[] = []
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const mutated = Uint8Array.from(bytes)
      mutated[bit >> 3]! ^= 1 << (bit & 7)
      const check = await checkPaymentCode(CODE_PREFIX + encodeBase32(mutated), verify, NOW_S)
      if (check.ok) accepted.push(bit)
    }
    expect(bytes).toHaveLength(104)
    expect(accepted).toEqual([])
  })
})

describe('a payment code', () => {
  it('has at most 200 characters, all of the QR alphanumeric mode', async () => {
    await fc.assert(
      fc.asyncProperty(anyFields, async (fields) => {
        const text = await encodePaymentCode(fields, KEY.sign)
        expect(text).toMatch(/^[0-9A-Z $%*+\-./:]{1,200}$/)
        expect(text).not.toContain(' ')
      }),
      { numRuns: 200 },
    )
  })

  it('is laid out as protocol.md has it: a byte at each place, signed under its domain', async () => {
    let signed: Uint8Array = new Uint8Array()
    const text = await encodePaymentCode(aCode, (message) => {
      signed = message
      return KEY.sign(message)
    })
    const bytes = Buffer.from(decodeBase32(text.slice(CODE_PREFIX.length))!)
    expect([bytes[0], bytes[1], bytes[2]]).toEqual([1, 0, 1])
    expect(bytes.readBigUInt64BE(3)).toBe(4111111111111111n)
    expect(bytes.readUInt32BE(11)).toBe(NOW_S - 60)
    expect([bytes.readUInt16BE(15), bytes.readUInt16BE(17), bytes[19], bytes.readUInt32BE(20)]).toEqual([900, 950, 0, 50_000])
    expect(bytes.subarray(24, 40)).toEqual(Buffer.from(aCode.secret))
    expect(Buffer.from(signed)).toEqual(Buffer.concat([Buffer.from('MPS payment code v1\n'), bytes.subarray(0, 40)]))
  })

  it('is named by the SHA-256 of its whole text', async () => {
    const text = await encodePaymentCode(aCode, KEY.sign)
    expect(await paymentCodeHash(text)).toBe(await sha256Hex(text))
  })

  it('can be verified by a WebCrypto key that cannot be exported', async () => {
    const pair = (await webcrypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
    const text = await encodePaymentCode(
      aCode,
      async (message) => new Uint8Array(await webcrypto.subtle.sign('Ed25519', pair.privateKey, message)),
    )
    const verify = (_: number, message: BufferSource, signature: BufferSource) =>
      webcrypto.subtle.verify('Ed25519', pair.publicKey, signature, message)
    expect((await checkPaymentCode(text, verify, NOW_S)).ok).toBe(true)
  })

  it('is never accepted from a text that the platform did not sign', async () => {
    const [judge] = judges(KEYS)
    const base32 = fc.stringMatching(/^[A-Z2-7]{0,200}$/).map((letters) => CODE_PREFIX + letters)
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          base32,
          base32.map((text) => text.slice(0, 172)),
        ),
        async (text) => {
          expect((await checkPaymentCode(text, judge!.verify, NOW_S)).ok).toBe(false)
        },
      ),
      { numRuns: 5_000 },
    )
  })

  it('does not ask for a key before the text has the right form', async () => {
    const asked: number[] = []
    const verify = (keyId: number) => Promise.resolve(asked.push(keyId) < 0)
    await checkPaymentCode('MPS1:AAAA', verify, NOW_S)
    expect(asked).toEqual([])
  })

  it('is taken apart without its own copy of the secret being shared', async () => {
    const decoded = decodePaymentCode(await encodePaymentCode(aCode, KEY.sign))
    if (!decoded.ok) throw new Error(decoded.fault)
    decoded.code.secret.fill(0)
    expect(Buffer.from(decoded.code.signedBytes.subarray(-16))).toEqual(Buffer.from(aCode.secret))
  })
})

describe('encodePaymentCode', () => {
  it.each<[string, Partial<PaymentCodeFields>]>([
    ['key id', { keyId: 256 }],
    ['key id below zero', { keyId: -1 }],
    ['card number with a wrong check digit', { cardNo: '4111111111111112' }],
    ['card number of 15 digits', { cardNo: '411111111111111' }],
    ['start after 2106', { validFromS: 2 ** 32 }],
    ['start between two seconds', { validFromS: 1.5 }],
    ['life of a day', { ttlS: 86_400 }],
    ['discount above everything', { discountPermille: 1001 }],
    ['offline limit beyond 32 bits', { offlineLimitMinor: 2 ** 32 }],
    ['short secret', { secret: new Uint8Array(15) }],
    ['long secret', { secret: new Uint8Array(17) }],
  ])('refuses a %s instead of cutting it', async (_, wrong) => {
    await expect(encodePaymentCode({ ...aCode, ...wrong }, KEY.sign)).rejects.toBeInstanceOf(RangeError)
  })

  it('refuses a signature that is not one', async () => {
    await expect(encodePaymentCode(aCode, () => new Uint8Array(63))).rejects.toBeInstanceOf(RangeError)
  })
})
