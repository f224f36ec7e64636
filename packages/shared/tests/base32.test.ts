import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase32, encodeBase32 } from '../src/index.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const ascii = (text: string) => new TextEncoder().encode(text)

describe('base32', () => {
  // RFC 4648, section 10, without its padding.
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('writes %j as the RFC does', (plain, text) => {
    expect(encodeBase32(ascii(plain))).toBe(text)
    expect(decodeBase32(text)).toEqual(ascii(plain))
  })

  it('gives back the bytes it was given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeBase32(encodeBase32(bytes))).toEqual(bytes)
      }),
      { numRuns: 5_000 },
    )
  })

  it('reads each value from one text only', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ALPHABET), { maxLength: 40 }), (letters) => {
        const text = letters.join('')
        const bytes = decodeBase32(text)
        expect(bytes === null || encodeBase32(bytes) === text).toBe(true)
      }),
      { numRuns: 20_000 },
    )
  })

  it('takes exactly one of the 32 last letters for a single byte with leftover bits', () => {
    const read = [...ALPHABET].filter((letter) => decodeBase32(`M${letter}`) !== null)
    expect(read).toEqual([...'AEIMQUY4']) // two bits are left over: every fourth letter
  })

  it.each([1, 3, 6, 9, 11, 14])('refuses a text of %i letters, which no number of bytes makes', (length) => {
    expect(decodeBase32('A'.repeat(length))).toBeNull()
  })

  it.each(['mzxw6', 'MZXW6===', 'MZXW 6', 'MZXW6\n', '0ZXW6', '1ZXW6', '8ZXW6', 'МZXW6', 'ＭZXW6', '😀MY'])('refuses %j', (text) => {
    expect(decodeBase32(text)).toBeNull()
  })
})
