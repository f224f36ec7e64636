import { applyDiscount, type EntryBody, type TerminalConfig } from '@mps/shared'
import type { AnyDraft } from './draft-body.ts'
import type { EntryDoc } from './entry-doc.ts'
import { LogError } from './errors.ts'
import type { AgainCharge, CodeInHand } from './types.ts'

type Again = Omit<Extract<AnyDraft, { kind: 'charge' }>, 'id' | 'cashierId'>

/** A charge of this log once more, as it was made: the same code and scan time, the same quote. */
export function ownChargeAgain({ id, code, body: text }: EntryDoc): Again {
  const body = JSON.parse(text) as EntryBody
  if (body.kind !== 'charge') throw new LogError('not_a_charge', body.kind)
  const { codeHash, typed, scannedAt, amount, method, quoted, retryOf } = body
  // Codes are kept for 35 days, and a charge may be made again for 30; one that was typed never had a text here.
  const inHand: CodeInHand | null = typed ? { hash: codeHash, typedCardNo: typed.cardEnding } : code
  if (inHand === null) throw new LogError('unknown_entry', id)
  return { kind: 'charge', code: inHand, scannedAt, amount, method, quoted, retryOf: retryOf ?? id }
}

/** A charge of another till of the shop, by what the server says of it; the code's text is in that till's log alone, and nobody needs it here. */
export function othersChargeAgain({ chargeId, codeHash, scannedAt, amount, discount }: AgainCharge, config: TerminalConfig | null): Again {
  if (discount === null || discount === undefined || !config) throw new LogError('unknown_entry', chargeId)
  const quoted = { discount, final: applyDiscount(amount, discount, config.roundingStep) }
  return { kind: 'charge', code: { hash: codeHash }, scannedAt, amount, method: 'balance', quoted, retryOf: chargeId }
}
