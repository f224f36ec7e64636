import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intactLength } from '../../src/main/journal-line.ts'
import { encodeLine, parseSegment } from '../../src/renderer/log/journal-line.ts'

const record = fc.record({ t: fc.constantFrom('entry', 'outcome'), body: fc.string({ unit: 'grapheme', maxLength: 60 }) })
const lines = fc.array(record, { maxLength: 12 }).map((records) => records.map(encodeLine))

describe('intactLength', () => {
  it('is where the log, by its own code, says that its last good line ends, whatever was torn off or changed', () => {
    fc.assert(
      fc.property(lines, fc.nat(2000), fc.option(fc.tuple(fc.nat(2000), fc.integer({ min: 1, max: 255 }))), (written, cutOff, damage) => {
        const whole = Buffer.from(written.join(''))
        const bytes = Uint8Array.from(whole.subarray(0, Math.max(0, whole.length - (cutOff % (whole.length + 1)))))
        if (damage && bytes.length > 0) bytes[damage[0] % bytes.length]! ^= damage[1]
        expect(intactLength(bytes)).toBe(parseSegment(bytes).length)
      }),
      { numRuns: 3_000 },
    )
  })

  it.each([
    ['nothing', '', 0],
    ['a line feed alone', '\n', 0],
    ['line feeds', '\n\n\n', 0],
    ['no line feed', 'abcdef', 0],
    ['zeros, as some file systems leave after a power cut', '\0'.repeat(4096), 0],
    ['zeros that end in a line feed', `${'\0'.repeat(4095)}\n`, 0],
  ])('is 0 for %s', (_, text, length) => {
    expect(intactLength(Buffer.from(text))).toBe(length)
  })

  it('finds the last good line before a long torn tail', () => {
    const good = encodeLine({ a: 1 })
    expect(intactLength(Buffer.from(good + 'garbage\n'.repeat(1000) + 'x'))).toBe(good.length)
  })
})
