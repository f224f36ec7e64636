// RFC 4648, section 6, without padding: keeps a QR code in its alphanumeric mode.
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]))

/** Bytes as Base32 without padding. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let buffer = 0
  let bits = 0
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(buffer >>> bits) & 31]
      buffer &= (1 << bits) - 1
    }
  }
  return bits > 0 ? text + ALPHABET[(buffer << (5 - bits)) & 31] : text
}

/** The bytes of a Base32 text, or null for a foreign letter, an impossible length or leftover bits that are not zero. */
export function decodeBase32(text: string): Uint8Array<ArrayBuffer> | null {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
  let buffer = 0
  let bits = 0
  let length = 0
  for (const letter of text) {
    const value = VALUES.get(letter)
    if (value === undefined) return null
    buffer = (buffer << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[length++] = buffer >>> bits
      buffer &= (1 << bits) - 1
    }
  }
  // One text per value: a second spelling of the same bytes would have another hash.
  return buffer === 0 && bits < 5 ? bytes : null
}
