/**
 * One-dimensional arrays in PostgreSQL's binary form, for sets whose numbers and ids would cost more as text than their rows: dimensions, whether
 * there are nulls, the elements' type, their count, the first index; then each element behind its length, or -1 for null.
 */

const HEADER_BYTES = 20
const UUID = { oid: 2950, bytes: 16 }
const INT = { oid: 23, bytes: 4 }
const BIGINT = { oid: 20, bytes: 8 }
const TIMESTAMPTZ = { oid: 1184, bytes: 8 }
/** PostgreSQL counts microseconds from 2000-01-01. */
const MICROSECONDS_PER_MS = 1000
const EPOCH_2000_MS = Date.UTC(2000, 0, 1)

type Maybe<T> = T | null | undefined

/** A `uuid[]` of ids in their usual spelling, which the caller has checked. */
export function uuidArray<T>(items: readonly T[], field: (item: T) => Maybe<string>): Buffer {
  return arrayOf(UUID, items, field, writeUuid)
}

/** An `int[]` of whole numbers within 32 bits. */
export function intArray<T>(items: readonly T[], field: (item: T, index: number) => Maybe<number>): Buffer {
  return arrayOf(INT, items, field, (to, value, at) => to.writeInt32BE(value, at))
}

/** A `bigint[]` of safe integers. */
export function bigintArray<T>(items: readonly T[], field: (item: T) => Maybe<number>): Buffer {
  return arrayOf(BIGINT, items, field, (to, value, at) => writeInt64(to, value, at))
}

/** A `timestamptz[]` of instants in ISO 8601, to the millisecond. */
export function timestamptzArray<T>(items: readonly T[], field: (item: T) => Maybe<string>): Buffer {
  return arrayOf(TIMESTAMPTZ, items, field, (to, value, at) => writeInt64(to, Date.parse(value) - EPOCH_2000_MS, at, MICROSECONDS_PER_MS))
}

function arrayOf<T, V>(
  type: { oid: number; bytes: number },
  items: readonly T[],
  field: (item: T, index: number) => Maybe<V>,
  write: (to: Buffer, value: V, at: number) => void,
): Buffer {
  const to = Buffer.allocUnsafe(HEADER_BYTES + items.length * (4 + type.bytes))
  let hasNull = 0
  let at = HEADER_BYTES
  for (let i = 0; i < items.length; i++) {
    const value = field(items[i]!, i) ?? null
    if (value === null) {
      hasNull = 1
      at = to.writeInt32BE(-1, at)
      continue
    }
    at = to.writeInt32BE(type.bytes, at)
    write(to, value, at)
    at += type.bytes
  }
  to.writeInt32BE(items.length === 0 ? 0 : 1, 0)
  to.writeInt32BE(hasNull, 4)
  to.writeUInt32BE(type.oid, 8)
  to.writeInt32BE(items.length, 12)
  to.writeInt32BE(1, 16)
  // An empty array has no dimension to describe.
  return to.subarray(0, items.length === 0 ? 12 : at)
}

/** Writes value × times; the product may be beyond the safe integers (as microseconds are before 1715 and after 2285), its halves are not. */
function writeInt64(to: Buffer, value: number, at: number, times = 1): void {
  const high = Math.floor(value / 2 ** 32)
  const low = (value - high * 2 ** 32) * times
  const carried = Math.floor(low / 2 ** 32)
  to.writeInt32BE(high * times + carried, at)
  to.writeUInt32BE(low - carried * 2 ** 32, at + 4)
}

function writeUuid(to: Buffer, id: string, at: number): void {
  for (let i = 0, from = 0; i < 16; i++, from += 2) {
    if (id.charCodeAt(from) === DASH) from++
    to[at + i] = (nibble(id.charCodeAt(from)) << 4) | nibble(id.charCodeAt(from + 1))
  }
}

const DASH = 0x2d

/** The value of a hexadecimal digit of either case, by its code. */
function nibble(code: number): number {
  return (code & 0xf) + (code > 0x39 ? 9 : 0)
}
