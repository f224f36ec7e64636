import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AnyUuid, base64urlToBytes, bytesToBase64url, bytesToHex, sha256Hex, Uuid, uuidv7 } from '../src/index.ts'

const MAX_MS = 2 ** 48 - 1

describe('uuidv7', () => {
  it('sets version 7 and the RFC variant and keeps the instant in its first 48 bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_MS }), (ms) => {
        const id = uuidv7(ms)
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(ms)
        expect(Uuid.safeParse(id).success).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  it('sorts as text by the instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_MS - 1 }), fc.integer({ min: 1, max: 1_000_000 }), (ms, later) => {
        fc.pre(ms + later <= MAX_MS)
        expect(uuidv7(ms) < uuidv7(ms + later)).toBe(true)
      }),
    )
  })

  it('does not repeat itself within a millisecond', () => {
    expect(new Set(Array.from({ length: 20_000 }, () => uuidv7(1_700_000_000_000))).size).toBe(20_000)
  })

  it('uses every random bit', () => {
    const ids = Array.from({ length: 500 }, () => BigInt(`0x${uuidv7(0).replaceAll('-', '')}`))
    const everSet = ids.reduce((a, b) => a | b)
    const everClear = ids.reduce((a, b) => a | ~b, 0n)
    const random = (1n << 80n) - 1n - (0xfn << 76n) - (3n << 62n) // without version and variant
    expect(everSet & everClear & random).toBe(random)
  })
})

describe('the contracts of ids', () => {
  const v7 = '01936f2a-7b1c-7abc-8def-0123456789ab'
  const v4 = '3f0c6a52-9a4e-4b7e-8a57-1d2e3f405162'

  it('accept lower case only, so that one id has one text', () => {
    expect(Uuid.safeParse(v7).success).toBe(true)
    expect(AnyUuid.safeParse(v4).success).toBe(true)
    expect(Uuid.safeParse(v7.toUpperCase()).success).toBe(false)
    expect(AnyUuid.safeParse(v4.toUpperCase()).success).toBe(false)
  })

  it.each([v4, v7.replaceAll('-', ''), `{${v7}}`, ` ${v7}`, `${v7}\n`, `${v7}0`, v7.replace('0', '０'), '', 7, null, [v7]])(
    'take no %j for a UUIDv7',
    (id) => {
      expect(Uuid.safeParse(id).success).toBe(false)
    },
  )
})

describe('bytes as text', () => {
  const bytes = fc.uint8Array({ maxLength: 100 })

  it('agrees with Node in hexadecimal, base64url and SHA-256', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async (data) => {
        const copy = Uint8Array.from(data)
        expect(bytesToHex(copy)).toBe(Buffer.from(copy).toString('hex'))
        expect(bytesToBase64url(copy)).toBe(Buffer.from(copy).toString('base64url'))
        expect(base64urlToBytes(bytesToBase64url(copy))).toEqual(copy)
        expect(await sha256Hex(copy)).toBe(createHash('sha256').update(copy).digest('hex'))
      }),
    )
  })

  it('hashes a text by its UTF-8 bytes', async () => {
    expect(await sha256Hex('付款 😀')).toBe(createHash('sha256').update('付款 😀', 'utf8').digest('hex'))
  })

  it('reads each value from one base64url text only', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{0,12}$/), (text) => {
        const read = base64urlToBytes(text)
        expect(read === null || bytesToBase64url(read) === text).toBe(true)
      }),
      { numRuns: 5_000 },
    )
    expect(base64urlToBytes('QQ')).toEqual(Uint8Array.of(65))
    expect(base64urlToBytes('QR')).toBeNull()
  })

  it.each(['A', 'AAAAA', 'AA==', 'A+/A', 'AA A', 'AAA\n', 'ÀAAA', 'Ａ'])('takes no %j for base64url', (text) => {
    expect(base64urlToBytes(text)).toBeNull()
  })
})
