// CRC-32 (ISO 3309, as in gzip): finds torn and damaged lines. Tampering is the signatures' business.
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  return c
})
const NEWLINE = 0x0a
const SPACE = 0x20
const SUM_LENGTH = 8
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** The CRC-32 of some bytes, as eight hexadecimal digits. */
export function checksum(bytes: Uint8Array): string {
  let c = 0xffffffff
  for (const byte of bytes) c = TABLE[(c ^ byte) & 0xff]! ^ (c >>> 8)
  return ((c ^ 0xffffffff) >>> 0).toString(16).padStart(SUM_LENGTH, '0')
}

/** One record as a line of the journal: checksum, space, JSON, newline. */
export function encodeLine(record: object): string {
  const json = JSON.stringify(record)
  return `${checksum(encoder.encode(json))} ${json}\n`
}

export type ParsedSegment = {
  /** Good records in order. */
  records: unknown[]
  /** Damaged lines with good ones after them: reported and skipped. */
  corrupt: { at: number; bytes: number }[]
  /** Where the next line goes: behind the last good one. */
  length: number
  /** Bytes behind the last good line: what a crash left half-written, to be cut. */
  torn: number
}

/** Reads a segment. Only what is followed by a good line counts as damaged; at the end a bad line is one that was never finished. */
export function parseSegment(bytes: Uint8Array): ParsedSegment {
  const parsed: ParsedSegment = { records: [], corrupt: [], length: 0, torn: 0 }
  let bad: { at: number; bytes: number }[] = []
  let start = 0
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start)
    const end = newline < 0 ? bytes.length : newline + 1
    const record = newline < 0 ? undefined : parseLine(bytes.subarray(start, newline))
    if (record === undefined) {
      bad.push({ at: start, bytes: end - start })
    } else {
      parsed.corrupt.push(...bad)
      bad = []
      parsed.records.push(record)
      parsed.length = end
    }
    start = end
  }
  parsed.torn = bytes.length - parsed.length
  return parsed
}

function parseLine(line: Uint8Array): unknown {
  if (line.length < SUM_LENGTH + 2 || line[SUM_LENGTH] !== SPACE) return undefined
  const json = line.subarray(SUM_LENGTH + 1)
  if (decoder.decode(line.subarray(0, SUM_LENGTH)) !== checksum(json)) return undefined
  return JSON.parse(decoder.decode(json))
}

/** How many bytes a text takes in a file. */
export function byteLength(text: string): number {
  return encoder.encode(text).length
}
