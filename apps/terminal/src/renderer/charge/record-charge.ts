import { CODE_TOLERANCE_S, maskCardNo, type TerminalConfig } from '@mps/shared'
import { type DraftCharge, type LogEntry, LogError, type TerminalLog } from '../log/index.ts'
import { inHand } from '../scanner/judge-scan.ts'
import { inShift } from '../shift/shift-store.ts'
import { amountOfPad } from './amount-pad.ts'
import { type SaleStep, useCharge, useRecentSales } from './charge-store.ts'
import { likelyDuplicate, type RecentSale, salesOnRecord } from './likely-duplicate.ts'
import { priceOf } from './price.ts'

/** What charging needs of the terminal. */
export type Till = { log: TerminalLog; config: TerminalConfig; cashierId: string; onRecorded: (entry: LogEntry) => void }

function moveTo(step: SaleStep): void {
  useCharge.setState({ step })
}

/**
 * The cashier confirms: fixes the draft and its id, then asks what must be asked, then records. A second tap finds the sale no longer
 * drafting and does nothing, so it cannot make a second charge.
 */
export async function confirmSale(till: Till): Promise<void> {
  const { step, code, padText } = useCharge.getState()
  const amount = amountOfPad(padText)
  if (step.at !== 'drafting' || !code || amount === 0) return
  if (Date.parse(till.log.now()) > code.expiresAtMs + CODE_TOLERANCE_S * 1000) {
    useCharge.setState({ code: null, fault: 'code_expired' })
    return
  }
  const { discount, final } = priceOf(amount, code, till.config)
  const draft: DraftCharge = {
    id: till.log.newEntryId(),
    cashierId: till.cashierId,
    ...inShift(),
    code: inHand(code),
    scannedAt: code.scannedAt,
    amount,
    method: 'balance',
    quoted: { discount, final },
  }
  moveTo({ at: 'checking', draft })
  const earlier = await earlierSale(till.log, maskCardNo(code.cardNo), amount)
  if (earlier) moveTo({ at: 'asking_duplicate', draft, earlier })
  else await goOn(till, draft)
}

const onRecord = new WeakMap<TerminalLog, Promise<void>>()

/** Takes the log's last sales into account, once for each log. */
function remember(log: TerminalLog): Promise<void> {
  const read = onRecord.get(log) ?? salesOnRecord(log).then((sales) => sales.forEach(useRecentSales.getState().add))
  onRecord.set(log, read)
  return read
}

/** The sale that this one may repeat by mistake; one that was declined or voided is no reason to ask. */
async function earlierSale(log: TerminalLog, card: string, amount: number): Promise<RecentSale | null> {
  await remember(log).catch(() => onRecord.delete(log))
  const earlier = likelyDuplicate(useRecentSales.getState().recent, card, amount, Date.parse(log.now()))
  // The question is a courtesy: where it cannot be answered, the sale goes on.
  const entry = earlier && (await log.entry(earlier.entryId).catch(() => null))
  return entry && (entry.state === 'recorded' || entry.state === 'settled') ? earlier : null
}

/** After the question about a duplicate was answered with yes, or needed no asking. */
export async function goOn(till: Till, draft: DraftCharge): Promise<void> {
  const isOffline = till.log.connection.get().state === 'offline'
  const needsManager = isOffline && draft.quoted.final > till.config.policy.offlineApprovalAbove && !draft.approval
  if (needsManager) moveTo({ at: 'asking_manager', draft })
  else await record(till, draft)
}

/** Records the draft; the same draft again is the same charge. */
export async function record(till: Till, draft: DraftCharge): Promise<void> {
  moveTo({ at: 'recording', draft })
  const entry = await till.log.recordCharge(draft).catch((error: unknown) => orOnRecord(till, draft, error))
  if (entry === null) return
  moveTo({ at: 'recorded', entryId: entry.id })
  // After the step: whatever goes wrong with a note, the charge was made, and no screen may say that it was not.
  noteRecent(draft, entry)
  till.onRecorded(entry)
}

/** A failure of a charge that is on record after all is none: saying so would ask for a second one. Else shows that it was not made. */
async function orOnRecord({ log }: Till, draft: DraftCharge, error: unknown): Promise<LogEntry | null> {
  const kept = await log.entry(draft.id).catch(() => null)
  if (!kept) moveTo({ at: 'not_recorded', draft, error: error instanceof LogError ? error.code : 'unexpected' })
  return kept
}

function noteRecent(draft: DraftCharge, entry: LogEntry): void {
  const card = useCharge.getState().code?.cardNo
  if (!card) return
  useRecentSales
    .getState()
    .add({ entryId: entry.id, card: maskCardNo(card), amount: draft.amount, atMs: Date.parse(entry.body.recordedAt) })
}
