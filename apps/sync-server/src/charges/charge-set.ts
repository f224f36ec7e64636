import { randomBytes } from 'node:crypto'
import { uuidv7 } from '@mps/shared'
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
 * The arguments of app.merchant_charge_by_qr: parallel arrays as PostgreSQL literals (only identifiers, numbers and times, which need no
 * escaping), hashes, signatures and bodies concatenated.
 */
export function chargeSetArguments(set: readonly SetEntry[], contacts: readonly Contact[], waitForLocks: boolean): unknown[] {
  const bodies = set.map(({ entry }) => entry.body)
  const charges = bodies.map((body) => (body.kind === 'charge' ? body : null))
  const ids = transactionIds(set.length)
  return [
    list(bodies, (body) => body.id),
    list(bodies, (body) => body.terminalId),
    list(bodies, (body) => body.epoch),
    list(bodies, (body) => body.seq),
    list(bodies, (body) => body.kind),
    Buffer.concat(set.map(({ entry }) => entry.hash)),
    Buffer.concat(set.map(({ entry }) => entry.prevHash)),
    Buffer.concat(set.map(({ entry }) => entry.signature)),
    Buffer.concat(set.map(({ entry }) => entry.bodyBytes)),
    list(set, ({ entry }) => entry.bodyBytes.length),
    list(bodies, (body) => body.recordedAt),
    list(bodies, (body) => body.clock.offsetAgeS),
    list(bodies, (body) => body.cashierId),
    list(bodies, (body) => body.approval?.managerId),
    list(bodies, (body) => body.policyRev),
    Buffer.concat(charges.map((charge) => (charge ? Buffer.from(charge.codeHash, 'hex') : NO_HASH))),
    list(charges, (charge) => charge?.scannedAt),
    list(charges, (charge) => charge?.amount),
    list(charges, (charge) => charge?.currency),
    list(charges, (charge) => charge?.method),
    list(charges, (charge) => charge?.quoted.discount),
    list(charges, (charge) => charge?.quoted.final),
    list(charges, (charge) => charge?.retryOf),
    list(set, ({ verdict }) => verdict),
    list(ids, (id) => id),
    list(contacts, ({ terminalId }) => terminalId),
    list(contacts, ({ epoch }) => epoch),
    list(contacts, ({ lastSeq }) => lastSeq),
    waitForLocks,
    list(set, ({ requestId }) => requestId),
  ]
}

function list<T>(items: readonly T[], field: (item: T) => string | number | null | undefined): string {
  return `{${items.map((item) => field(item) ?? 'NULL').join(',')}}`
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
