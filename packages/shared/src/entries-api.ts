import { z } from 'zod'
import { DeclineCode, NextStep, RefusalCode, RejectionCode } from './decline-codes.ts'
import { Instant, PaymentMethod, RechargeMethod } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { AmountMinor, DiscountPermille } from './money.ts'
import { QueryInt } from './query.ts'
import { plainText } from './text.ts'

export const MAX_ENTRIES_PER_REQUEST = 500

/**
 * `POST /v1/terminal/entries`. Every element is judged for itself, so a malformed one is an outcome and not an error of the request.
 * The elements are checked against `SentEntry` one by one.
 */
export const SendEntriesRequest = z.object({
  /** The last number this terminal has made in its current epoch, sent or not. */
  lastSeq: z
    .int()
    .min(0)
    .max(2 ** 48),
  entries: z.array(z.unknown()).min(1).max(MAX_ENTRIES_PER_REQUEST),
})
export type SendEntriesRequest = z.infer<typeof SendEntriesRequest>

const outcome = { id: AnyUuid, outcomeNo: z.int().min(1), replayed: z.boolean().optional() }

export const SettledOutcome = z.object({
  ...outcome,
  state: z.literal('settled'),
  txNo: z.string(),
  discount: DiscountPermille,
  final: AmountMinor,
  /** Below zero for a refund, which takes points back. */
  points: z.int(),
  /** Of a refund: whose it is, what remains paid, and the way the money goes back (`balance` to the card, `cash` out of the till). */
  refund: z.object({ paymentTxNo: z.string(), left: AmountMinor, payOut: PaymentMethod }).optional(),
  /** Of a recharge: how it was paid, and how much of it went to debts first. */
  recharge: z.object({ method: RechargeMethod, debtRepaid: AmountMinor }).optional(),
  settledAt: Instant,
})

export const DeclinedOutcome = z.object({
  ...outcome,
  state: z.literal('declined'),
  code: z.union([DeclineCode, RefusalCode]),
  next: NextStep,
  settledAt: Instant,
})

/** The charge can never settle: a void of its key came first. */
export const VoidedOutcome = z.object({ ...outcome, state: z.literal('voided'), settledAt: Instant })

/**
 * The entry is kept; there was nothing to decide. For a void, `effect` says what it did to its charge: `refunded` is one that had settled and is
 * given back, and `refund` says what was still paid of it and the way it goes; a late decline ends with it (`voided`), or its debt is given back.
 * A void that needs a manager is declined (`approval_needed`), and leaves its charge as it was.
 */
export const RecordedOutcome = z.object({
  ...outcome,
  state: z.literal('recorded'),
  effect: z.enum(['voided', 'refunded', 'nothing_to_void']).optional(),
  refund: z.object({ txNo: z.string(), amount: AmountMinor, payOut: PaymentMethod }).optional(),
  settledAt: Instant,
})

/** Not an answer: nothing was stored, and the entry stays the terminal's to send again or to show to a manager. */
export const RejectedOutcome = z.object({
  /** Null where the entry was too damaged to be named; then its place in the list names it. */
  id: AnyUuid.nullable(),
  state: z.literal('rejected'),
  code: RejectionCode,
  retryable: z.boolean(),
  detail: z.string().optional(),
})

/** The one authoritative answer to an entry. */
export const EntryOutcome = z.discriminatedUnion('state', [
  SettledOutcome,
  DeclinedOutcome,
  VoidedOutcome,
  RecordedOutcome,
  RejectedOutcome,
])
export type SettledOutcome = z.infer<typeof SettledOutcome>
export type DeclinedOutcome = z.infer<typeof DeclinedOutcome>
export type RejectedOutcome = z.infer<typeof RejectedOutcome>
export type EntryOutcome = z.infer<typeof EntryOutcome>
export type FinalOutcome = Exclude<EntryOutcome, RejectedOutcome>

const ledger = {
  /** Changes when the server's database is not the one that acknowledged earlier entries (a restored backup). */
  ledgerId: AnyUuid,
  ledgerSince: Instant,
  serverTime: Instant,
}

export const SendEntriesResponse = z.object({ ...ledger, results: z.array(EntryOutcome) })
export type SendEntriesResponse = z.infer<typeof SendEntriesResponse>

/** `GET /v1/terminal/outcomes?after=N`: what this terminal may have missed, in its own gapless outcome numbers. */
export const OutcomesQuery = z.object({
  after: QueryInt.pipe(z.int().max(2 ** 48)).default(0),
  limit: QueryInt.pipe(z.int().min(1).max(500)).default(200),
})
export const OutcomesResponse = z.object({
  ...ledger,
  outcomes: z.array(EntryOutcome),
  /** The highest outcome number that exists, so that a terminal knows whether to ask again. */
  lastOutcomeNo: z.int().min(0),
})
export type OutcomesResponse = z.infer<typeof OutcomesResponse>

/** `POST /v1/terminal/heartbeat`. */
export const HeartbeatRequest = z.strictObject({
  epoch: z.int().min(1).max(1_000_000),
  lastSeq: z
    .int()
    .min(0)
    .max(2 ** 48),
  queueDepth: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  queueSum: AmountMinor,
  oldestAgeS: z.int().min(0).max(1e9).nullable(),
  clockOffsetMs: z.int().min(-1e12).max(1e12).nullable(),
  app: plainText(1, 40),
})
export type HeartbeatRequest = z.infer<typeof HeartbeatRequest>

export const HeartbeatResponse = z.object({
  ...ledger,
  /** The highest number held without a gap below it, in the epoch of the request. */
  heldSeq: z.int().min(0),
  lastOutcomeNo: z.int().min(0),
  configRevision: z.string(),
  /** The terminal has been revoked, and may only hand over what it recorded before. */
  revoked: z.literal(true).optional(),
  minApp: z.string(),
})
export type HeartbeatResponse = z.infer<typeof HeartbeatResponse>
