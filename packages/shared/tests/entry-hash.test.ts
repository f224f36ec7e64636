import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entryHash, entryHashHex, entryHashInput, FIRST_PREV, SentEntry, Sha256 } from '../src/index.ts'

const bodies = fc.string({ unit: 'grapheme', maxLength: 300 })

describe('the hash of an entry', () => {
  it('is SHA-256 over "MPS entry", a line feed and the body’s bytes', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const expected = createHash('sha256').update('MPS entry\n').update(body, 'utf8').digest('hex')
        expect(await entryHashHex(body)).toBe(expected)
        expect(Buffer.from(await entryHash(body)).toString('hex')).toBe(expected)
        expect(Buffer.from(entryHashInput(body)).toString()).toBe(`MPS entry\n${body}`)
      }),
    )
  })

  it('has a known value that never changes', async () => {
    // As coreutils have it: printf 'MPS entry\n{"v":1}' | sha256sum
    expect(await entryHashHex('{"v":1}')).toBe('a10a99173c573219d0dc3b118565905c1973fd6ea2cd992dbe512a3c02bdedb2')
  })

  it('changes with every byte, also one that JSON would ignore', async () => {
    const texts = ['{"a":1}', '{"a": 1}', '{"a":1} ', '{"a":1.0}', '{"a":"\u00e9"}', '{"a":"e\u0301"}']
    const hashes = await Promise.all(texts.map(entryHashHex))
    expect(new Set(hashes).size).toBe(6)
  })

  it('is of the form that `prev` has, and no body has that of a first entry', async () => {
    expect(Sha256.safeParse(await entryHashHex('')).success).toBe(true)
    expect(Sha256.safeParse(FIRST_PREV).success).toBe(true)
  })

  it('is one for two lone surrogates, so the contract refuses such bodies', async () => {
    expect(await entryHashHex('"\ud800"')).toBe(await entryHashHex('"\udfff"'))
    const sig = 'A'.repeat(86)
    expect(SentEntry.safeParse({ body: '"\ud800"', sig }).success).toBe(false)
    expect(SentEntry.safeParse({ body: '"😀"', sig }).success).toBe(true)
  })
})
