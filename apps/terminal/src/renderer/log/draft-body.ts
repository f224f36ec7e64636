import { EntryBody, MAX_BODY_BYTES, paymentCodeHash } from '@mps/shared'
import { LogError } from './errors.ts'
import { byteLength } from './journal-line.ts'
import type { CodeInHand, DraftCharge, DraftRecharge, DraftRefund, DraftScanRefused, DraftShift, DraftVoid, ShiftClosing } from './types.ts'

/** What a cashier confirmed, before it has a number. */
export type AnyDraft =
  | ({ kind: 'charge' } & DraftCharge)
  | ({ kind: 'void' } & DraftVoid)
  | ({ kind: 'scan_refused' } & DraftScanRefused)
  | ({ kind: 'refund' } & DraftRefund)
  | ({ kind: 'recharge' } & DraftRecharge)
  | DraftShift

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
type Numbering = 'v' | 'terminalId' | 'epoch' | 'seq' | 'prev' | 'recordedAt' | 'clock' | 'policyRev' | 'app'
/** The part of a body that the draft decides. */
export type DraftFields = DistributiveOmit<EntryBody, Numbering>
/** The part that the log decides within the critical section. */
export type Numbers = Pick<EntryBody, Exclude<Numbering, 'v'>>

/** What of a draft goes into the body; a code is named by its hash. */
export async function draftFields(draft: AnyDraft, currency: string): Promise<DraftFields> {
  const { id, cashierId, approval, shiftId } = draft
  const common = { id, cashierId, ...(approval ? { approval } : {}), ...(shiftId === undefined ? {} : { shiftId }) }
  switch (draft.kind) {
    case 'charge': {
      const { scannedAt, amount, method, quoted, retryOf, reference } = draft
      const optional = { ...(retryOf === undefined ? {} : { retryOf }), ...(reference === undefined ? {} : { reference }) }
      return { kind: 'charge', ...common, ...(await codeFields(draft.code)), scannedAt, amount, currency, method, quoted, ...optional }
    }
    case 'void':
      return { kind: 'void', ...common, chargeId: draft.chargeId, reason: draft.reason }
    case 'scan_refused':
      return {
        kind: 'scan_refused',
        ...common,
        codeHash: await paymentCodeHash(draft.code),
        scannedAt: draft.scannedAt,
        reason: draft.reason,
      }
    case 'refund':
      return { kind: 'refund', ...common, txNo: draft.txNo, amount: draft.amount, reason: draft.reason }
    case 'recharge': {
      const { scannedAt, amount, method, reference } = draft
      const optional = reference === undefined ? {} : { reference }
      return { kind: 'recharge', ...common, ...(await codeFields(draft.code)), scannedAt, amount, currency, method, ...optional }
    }
    case 'shift_open':
      return { kind: 'shift_open', ...common, float: draft.float }
    case 'drawer_open':
      return { kind: 'drawer_open', ...common, reason: draft.reason }
    case 'shift_close':
      return { kind: 'shift_close', ...common, ...closingOf(draft) }
    default:
      return { kind: draft.kind, ...common, amount: draft.amount, reason: draft.reason }
  }
}

type CodeFields = { codeHash: string; typed?: { cardEnding: string } }

async function codeFields(code: CodeInHand): Promise<CodeFields> {
  if (typeof code === 'string') return { codeHash: await paymentCodeHash(code) }
  const { hash: codeHash, typedCardNo } = code
  return typedCardNo === undefined ? { codeHash } : { codeHash, typed: { cardEnding: typedCardNo.slice(-4) } }
}

function closingOf({ counted, zNo, figures, denominations, note }: ShiftClosing): ShiftClosing {
  return { counted, zNo, figures, ...(denominations ? { denominations } : {}), ...(note === undefined ? {} : { note }) }
}

/** The text that is hashed, signed, sent and kept, checked against the contract before anything is written. */
export function bodyText(fields: DraftFields, numbers: Numbers): string {
  const { kind, id, ...rest } = fields
  const { terminalId, epoch, seq, prev, recordedAt, clock, policyRev, app } = numbers
  const body = { v: 1, kind, id, terminalId, epoch, seq, prev, recordedAt, clock, policyRev, app, ...rest }
  const parsed = EntryBody.safeParse(body)
  if (!parsed.success) throw new LogError('invalid_draft', parsed.error.issues[0]?.path.join('.') ?? '')
  const text = JSON.stringify(body)
  if (byteLength(text) > MAX_BODY_BYTES) throw new LogError('invalid_draft', 'the body is too long')
  return text
}

/** Whether a body that is on record says what the draft says: then a second tap is the first one. */
export function saysTheSame(body: EntryBody, fields: DraftFields): boolean {
  return Object.entries(fields).every(([key, value]) => JSON.stringify(value) === JSON.stringify((body as Record<string, unknown>)[key]))
}

/** The code that travels beside the body; nothing does for one that was typed, which the server knows by its hash. */
export function codeOf(draft: AnyDraft): string | null {
  return 'code' in draft && typeof draft.code === 'string' ? draft.code : null
}
