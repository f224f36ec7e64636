import { describe, expect, it } from 'vitest'
import { qrPicture } from '../../src/code/qr-picture.ts'

/** As long as every payment code is: five characters, then 104 bytes in Base32. */
const CODE = `MPS1:${'A7'.repeat(83)}Q`

describe('the picture of a code', () => {
  it('has 45 modules and the quiet zone on both sides', () => {
    expect(qrPicture(CODE).size).toBe(45 + 8)
  })

  it('draws every finder pattern as one run of seven modules within the quiet zone', () => {
    const { path } = qrPicture(CODE)
    for (const corner of ['M4 4h7v1h-7z', 'M42 4h7v1h-7z', 'M4 42h7v1h-7z']) expect(path).toContain(corner)
    expect(path).not.toMatch(/M[0-3] |M\d+ [0-3]h/)
  })

  it('refuses a text that would need larger modes', () => {
    expect(() => qrPicture(CODE.toLowerCase())).toThrow('cannot be encoded with mode Alphanumeric')
  })

  it('does not carry the text', () => {
    expect(qrPicture(CODE).path).toMatch(/^[Mhvz\d -]+$/)
  })
})
