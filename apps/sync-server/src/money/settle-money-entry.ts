import type { EntryBody } from '@mps/shared'
import type { Contact, SetEntry } from '../charges/charge-set.ts'

/**
 * Whether an entry moves money that the memory of a set would not know of (it gives a payment back, or loads a card): it settles by a function of
 * its own and in a set of its own, in its place among the others of its terminal.
 */
export function settlesAlone({ kind }: Pick<EntryBody, 'kind'>): boolean {
  return kind === 'void' || kind === 'refund' || kind === 'recharge'
}

export const SETTLE_MONEY = 'select s.status, s.code, s.answer from app.settle_money_entry($1, $2, $3, $4, $5, $6, $7, $8, $9) s'

/** The arguments of app.settle_money_entry: the signed text as it came, which the database reads itself. */
export function moneyEntryArguments(
  { entry, verdict, requestId }: SetEntry,
  contacts: readonly Contact[],
  waitForLocks: boolean,
): unknown[] {
  const contact = contacts.find(({ terminalId }) => terminalId === entry.body.terminalId)
  return [
    entry.bodyBytes,
    entry.hash,
    entry.prevHash,
    entry.signature,
    verdict,
    contact?.epoch ?? null,
    contact?.lastSeq ?? null,
    waitForLocks,
    requestId,
  ]
}
