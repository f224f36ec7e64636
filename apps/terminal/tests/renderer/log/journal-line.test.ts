import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checksum, encodeLine, parseSegment } from '../../../src/renderer/log/journal-line.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const records = fc.array(fc.record({ t: fc.constant('x'), text: fc.string({ unit: 'grapheme' }), n: fc.integer() }), { maxLength: 6 })

test('has the checksum that gzip has', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(Number.parseInt(checksum(bytes), 16)).toBe(crc32(bytes))
    }),
  )
})

test('reads back what it wrote, whatever is in it', () => {
  fc.assert(
    fc.property(records, (written) => {
      const bytes = bytesOf(written.map(encodeLine).join(''))
      expect(parseSegment(bytes)).toEqual({ records: written, corrupt: [], length: bytes.length, torn: 0 })
    }),
  )
})

test('gives the whole lines before any cut, and counts the rest as torn', () => {
  fc.assert(
    fc.property(records, fc.nat(), (written, where) => {
      const lines = written.map(encodeLine)
      const bytes = bytesOf(lines.join(''))
      const cut = bytes.length === 0 ? 0 : where % (bytes.length + 1)
      const whole = lines.filter((_, i) => bytesOf(lines.slice(0, i + 1).join('')).length <= cut).length
      const parsed = parseSegment(bytes.subarray(0, cut))
      expect(parsed.records).toEqual(written.slice(0, whole))
      expect(parsed.length + parsed.torn).toBe(cut)
      expect(parsed.corrupt).toEqual([])
    }),
  )
})

test('skips a line that is damaged anywhere, and no other', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (where, flip) => {
      const lines = [1, 2, 3].map((n) => encodeLine({ t: 'x', n }))
      const bytes = bytesOf(lines.join(''))
      const second = lines[0]!.length + (where % (lines[1]!.length - 1))
      // A flip that makes a newline splits the line in two damaged ones.
      bytes[second] = bytes[second]! ^ flip
      const parsed = parseSegment(bytes)
      expect(parsed.records).toEqual([
        { t: 'x', n: 1 },
        { t: 'x', n: 3 },
      ])
      expect(parsed.corrupt.reduce((sum, { bytes: length }) => sum + length, 0)).toBe(lines[1]!.length)
      expect(parsed.torn).toBe(0)
    }),
  )
})

test('takes damage at the end for a line that was never finished', () => {
  const text = encodeLine({ n: 1 }) + encodeLine({ n: 2 }).replace('2}', '3}')
  expect(parseSegment(bytesOf(text))).toMatchObject({ records: [{ n: 1 }], corrupt: [], torn: encodeLine({ n: 2 }).length })
})
