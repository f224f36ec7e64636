import { crc32 } from 'node:zlib'

// One line is eight hexadecimal digits of CRC-32, a space, JSON and a line feed; what the JSON means is the log's own business.
const LINE_FEED = 0x0a
const SPACE = 0x20
const SUM_LENGTH = 8

/**
 * Where the last intact line of a segment ends. Everything up to there may have been acknowledged and is never cut; what follows is what a
 * crash left half-written. Reads from the end, so that a long file costs no more than its last lines.
 */
export function intactLength(bytes: Uint8Array): number {
  let end = bytes.lastIndexOf(LINE_FEED)
  while (end >= 0) {
    const start = end === 0 ? 0 : bytes.lastIndexOf(LINE_FEED, end - 1) + 1
    if (isIntact(bytes.subarray(start, end))) return end + 1
    end = start - 1
  }
  return 0
}

function isIntact(line: Uint8Array): boolean {
  if (line.length < SUM_LENGTH + 2 || line[SUM_LENGTH] !== SPACE) return false
  const sum = crc32(line.subarray(SUM_LENGTH + 1))
    .toString(16)
    .padStart(SUM_LENGTH, '0')
  return Buffer.from(line.buffer, line.byteOffset, SUM_LENGTH).toString('latin1') === sum
}
