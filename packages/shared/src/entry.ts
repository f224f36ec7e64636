import { z } from 'zod'
import { AnyUuid, isBase64url, bytesToHex, Uuid } from './ids.ts'
import { Currency, DiscountPermille, PositiveAmountMinor, AmountMinor } from './money.ts'
import { Denominations, ShiftFigures } from './shift.ts'
import { plainText } from './text.ts'
import { TxNo } from './tx-no.ts'

/** A SHA-256 in lower-case hexadecimal. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** An instant in UTC with milliseconds, such as 2026-11-23T08:42:00.000Z. */
// PostgreSQL has no year 0000; 1970 must pass, because a device with a dead clock battery still records.
export const Instant = z.iso.datetime({ precision: 3 }).regex(/^[1-9]/, 'no such year')

export const PaymentMethod = z.enum(['balance', 'cash', 'wechat', 'alipay', 'line', 'bank'])
export type PaymentMethod = z.infer<typeof PaymentMethod>

/** How money for a recharge comes in; a balance cannot recharge itself. */
export const RechargeMethod = PaymentMethod.exclude(['balance'])
export type RechargeMethod = z.infer<typeof RechargeMethod>

/** A code that was typed by hand and not scanned, with the last digits of the card number that were typed: its text was never at the till. */
const Typed = z.strictObject({ cardEnding: z.string().regex(/^\d{4}$/) })

/** `prev` of the first entry of an epoch. */
export const FIRST_PREV = '0'.repeat(64)

/** What the device knew of the time when it recorded an entry (protocol.md, Clock). */
export const EntryClock = z.strictObject({
  /** The device's own clock, uncorrected. */
  device: Instant,
  /** Server's time minus the device's, as last measured; null when never measured. */
  offsetMs: z.int().min(-1e12).max(1e12).nullable(),
  /** How long ago that was by a clock that cannot be set, in seconds; the terminal's last contact. */
  offsetAgeS: z.int().min(0).max(1e9).nullable(),
  /** Changes at every start of the app, so that monotonic times are compared within one run only. */
  boot: Uuid,
})

/**
 * Who approved an entry, and how it was made sure: `pin` was compared on the device and proves little (protocol.md, Offline policy);
 * `server` names what `POST /v1/terminal/approvals` granted, which the server spends when it settles the entry.
 */
export const EntryApproval = z.discriminatedUnion('how', [
  z.strictObject({ how: z.literal('pin'), managerId: AnyUuid }),
  z.strictObject({ how: z.literal('server'), managerId: AnyUuid, approvalId: AnyUuid }),
])
export type EntryApproval = z.infer<typeof EntryApproval>

const common = {
  v: z.literal(1),
  /** The idempotency key, made once when the cashier confirms. */
  id: Uuid,
  terminalId: AnyUuid,
  epoch: z.int().min(1).max(1_000_000),
  /** Counts every kind of entry without gaps within an epoch, from 1. */
  seq: z
    .int()
    .min(1)
    .max(2 ** 48),
  prev: Sha256,
  recordedAt: Instant,
  clock: EntryClock,
  cashierId: AnyUuid,
  approval: EntryApproval.optional(),
  shiftId: Uuid.optional(),
  /** The policy revision in force on the terminal. */
  policyRev: z
    .int()
    .min(1)
    .max(2 ** 31 - 1),
  /** The app's version. */
  app: plainText(1, 40),
}

export const ChargeBody = z.strictObject({
  ...common,
  kind: z.literal('charge'),
  codeHash: Sha256,
  scannedAt: Instant,
  amount: PositiveAmountMinor,
  currency: Currency,
  method: PaymentMethod,
  /** What the member was told, computed from the code; it must be what settles. */
  quoted: z.strictObject({ discount: DiscountPermille, final: AmountMinor }),
  /** The late-declined charge that this one tries again. */
  retryOf: Uuid.optional(),
  typed: Typed.optional(),
  reference: plainText(0, 64).optional(),
})

export const VoidBody = z.strictObject({
  ...common,
  kind: z.literal('void'),
  chargeId: Uuid,
  reason: plainText(1, 200),
})

/** Gives back part or all of a payment of this merchant. It needs a server approval for this payment and at least this amount. */
export const RefundBody = z.strictObject({
  ...common,
  kind: z.literal('refund'),
  /** The payment's number, as its receipt has it. */
  txNo: TxNo,
  amount: PositiveAmountMinor,
  reason: plainText(1, 200),
})

/** Money taken at the till for a member's card. The member's code names the card and is not spent. */
export const RechargeBody = z.strictObject({
  ...common,
  kind: z.literal('recharge'),
  codeHash: Sha256,
  scannedAt: Instant,
  amount: PositiveAmountMinor,
  currency: Currency,
  method: RechargeMethod,
  typed: Typed.optional(),
  /** What the external method calls it. */
  reference: plainText(0, 64).optional(),
})

export const ScanRefusedBody = z.strictObject({
  ...common,
  kind: z.literal('scan_refused'),
  codeHash: Sha256,
  scannedAt: Instant,
  reason: plainText(1, 40),
})

export const ShiftOpenBody = z.strictObject({ ...common, kind: z.literal('shift_open'), float: AmountMinor })
/** The end of a shift. What it states is final: the Z report is these figures, and later results make a supplement. */
export const ShiftCloseBody = z.strictObject({
  ...common,
  kind: z.literal('shift_close'),
  /** Cash in the drawer, as counted by hand. */
  counted: AmountMinor,
  /** Counts the shifts of an epoch, from 1. */
  zNo: z.int().min(1).max(1_000_000).optional(),
  figures: ShiftFigures.optional(),
  denominations: Denominations.optional(),
  /** Why counted and expected differ. */
  note: plainText(1, 200).optional(),
})
export const CashInBody = z.strictObject({
  ...common,
  kind: z.literal('cash_in'),
  amount: PositiveAmountMinor,
  reason: plainText(1, 200),
})
export const CashOutBody = z.strictObject({
  ...common,
  kind: z.literal('cash_out'),
  amount: PositiveAmountMinor,
  reason: plainText(1, 200),
})

/** The drawer opened by hand, without money going in or out: a look, change for a note, a coin that was stuck. */
export const DrawerOpenBody = z.strictObject({ ...common, kind: z.literal('drawer_open'), reason: plainText(1, 200) })

/** The signed text of an entry, parsed. Its bytes, not this object, are what is hashed, signed, sent and kept. */
export const EntryBody = z.discriminatedUnion('kind', [
  ChargeBody,
  VoidBody,
  RefundBody,
  RechargeBody,
  ScanRefusedBody,
  ShiftOpenBody,
  ShiftCloseBody,
  CashInBody,
  CashOutBody,
  DrawerOpenBody,
])
export type ChargeBody = z.infer<typeof ChargeBody>
export type VoidBody = z.infer<typeof VoidBody>
export type RefundBody = z.infer<typeof RefundBody>
export type RechargeBody = z.infer<typeof RechargeBody>
export type EntryBody = z.infer<typeof EntryBody>

export const MAX_BODY_BYTES = 2048

const encoder = new TextEncoder()
const room = new Uint8Array(MAX_BODY_BYTES)

/** Whether a signed text is within its limit in UTF-8 and has one UTF-8 form, so that what is hashed is what was made. */
function isHashableBody(body: string): boolean {
  return body.isWellFormed() && encoder.encodeInto(body, room).read === body.length
}

/** An Ed25519 signature as base64url, 64 bytes. */
export const Signature = z.string().length(86).refine(isBase64url, 'not 64 bytes of base64url')

/** An entry as it is sent: the signed text exactly as made, its signature, and the code that the body names by hash. */
export const SentEntry = z.strictObject({
  body: z.string().min(2).max(MAX_BODY_BYTES).refine(isHashableBody, 'at most 2048 bytes of well-formed text'),
  sig: Signature,
  code: z.string().max(300).optional(),
})
export type SentEntry = z.infer<typeof SentEntry>

const PREFIX = 'MPS entry\n'

/** The bytes whose SHA-256 is an entry's hash; the hash is chain link, signature input and idempotency fingerprint in one. */
export function entryHashInput(body: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(PREFIX + body)
}

/** An entry's hash, as bytes, for signing. */
export async function entryHash(body: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', entryHashInput(body)))
}

/** An entry's hash in hexadecimal, as the next entry's `prev` names it. */
export async function entryHashHex(body: string): Promise<string> {
  return bytesToHex(await entryHash(body))
}
