import { randomBytes } from 'node:crypto'
import { uuidv7 } from '@mps/shared'
import { bigintArray, intArray, timestamptzArray, uuidArray } from '../db/binary-arrays.ts'
import type { ReceivedEntry } from '../entries/read-entry.ts'

/** An entry on its way into a set, with what the server has found out about it. */
export type SetEntry = {
  entry: ReceivedEntry
  /** What the platform's signature says of a code that the database does not know; null until it was asked. */
  verdict: 'genuine' | 'forged' | 'absent' | null
  /** The request that brought it, for the audit trail. */
  requestId: string | null
}

/** What a calling terminal said it has made; kept as its contact. */
export type Contact = { terminalId: string; epoch: number; lastSeq: number }

const NO_HASH = Buffer.alloc(32)

/**
 * The arguments of app.merchant_charge_by_qr: parallel arrays, hashes, signatures and bodies concatenated. What stands in few words is a
 * literal (only words, which need no escaping), the rest is binary.
 */
export function chargeSetArguments(set: readonly SetEntry[], contacts: readonly Contact[], waitForLocks: boolean): unknown[] {
  const bodies = set.map(({ entry }) => entry.body)
  const charges = bodies.map((body) => (body.kind === 'charge' ? body : null))
  const transactions = transactionIds(set.length)
  let end = 0
  return [
    uuidArray(bodies, (body) => body.id),
    uuidArray(bodies, (body) => body.terminalId),
    intArray(bodies, (body) => body.epoch),
    bigintArray(bodies, (body) => body.seq),
    words(bodies, (body) => body.kind),
    Buffer.concat(set.map(({ entry }) => entry.hash)),
    Buffer.concat(set.map(({ entry }) => entry.prevHash)),
    Buffer.concat(set.map(({ entry }) => entry.signature)),
    Buffer.concat(set.map(({ entry }) => entry.bodyBytes)),
    intArray(set, ({ entry }) => (end += entry.bodyBytes.length)),
    timestamptzArray(bodies, (body) => body.recordedAt),
    intArray(bodies, (body) => body.clock.offsetAgeS),
    uuidArray(bodies, (body) => body.cashierId),
    uuidArray(bodies, (body) => body.approval?.managerId),
    intArray(bodies, (body) => body.policyRev),
    Buffer.concat(charges.map((charge) => (charge ? Buffer.from(charge.codeHash, 'hex') : NO_HASH))),
    timestamptzArray(charges, (charge) => charge?.scannedAt),
    bigintArray(charges, (charge) => charge?.amount),
    words(charges, (charge) => charge?.currency),
    words(charges, (charge) => charge?.method),
    intArray(charges, (charge) => charge?.quoted.discount),
    bigintArray(charges, (charge) => charge?.quoted.final),
    uuidArray(charges, (charge) => charge?.retryOf),
    words(set, ({ verdict }) => verdict),
    uuidArray(transactions, (id) => id),
    uuidArray(contacts, ({ terminalId }) => terminalId),
    intArray(contacts, ({ epoch }) => epoch),
    bigintArray(contacts, ({ lastSeq }) => lastSeq),
    waitForLocks,
    words(set, ({ requestId }) => requestId),
    numbers(bodies, (body) => body.id + body.terminalId),
    numbers(charges, (charge) => charge?.codeHash ?? ''),
    numbers(bodies, (body) => body.terminalId),
    numbers(bodies, (body) => body.terminalId + body.epoch),
  ]
}

function words<T>(items: readonly T[], field: (item: T) => string | null | undefined): string {
  return `{${items.map((item) => field(item) ?? 'NULL').join(',')}}`
}

/** Numbers from 1 in the order in which what they stand for appears, equal for equal names; an id may be spelled in either case. */
function numbers<T>(items: readonly T[], name: (item: T) => string): Buffer {
  const known = new Map<string, number>()
  return intArray(items, (item) => {
    const key = name(item).toLowerCase()
    const number = known.get(key) ?? known.size + 1
    known.set(key, number)
    return number
  })
}

/** UUIDv7s of one instant from one call for randomness: the call is what costs. */
function transactionIds(count: number): string[] {
  if (count === 0) return []
  const prefix = uuidv7().slice(0, 15)
  const random = randomBytes(10 * count).toString('hex')
  return Array.from({ length: count }, (_, i) => {
    const hex = random.slice(20 * i, 20 * i + 20)
    const variant = '89ab'[parseInt(hex[3]!, 16) & 3]
    return `${prefix}${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`
  })
}
