import { LATE_AFTER_MS, type ShiftFigures } from '@mps/shared'
import type { LogEntry } from '../log/index.ts'

type Charge = Extract<LogEntry['body'], { kind: 'charge' }>

const none = () => ({ count: 0, net: 0 })

type Counted = ShiftFigures & { drawerOpenings: number }

function emptyFigures(): Counted {
  return {
    settled: { count: 0, gross: 0, net: 0 },
    unsettled: none(),
    lateDeclined: none(),
    declined: none(),
    voided: none(),
    refunds: none(),
    recharges: none(),
    openRefunds: none(),
    openRecharges: none(),
    drawerOpenings: 0,
    cash: { float: 0, paidIn: 0, paidOut: 0, sales: 0, recharges: 0, refunds: 0, expected: 0 },
  }
}

/**
 * Adds a shift's entries up, in minor units, by the rules of app.shift_figures: what the server has answered counts as it was answered, and
 * nothing else counts as money.
 */
export function shiftFigures(entries: Iterable<LogEntry>): ShiftFigures {
  const figures = emptyFigures()
  for (const entry of entries) addEntry(figures, entry)
  const { cash } = figures
  cash.expected = cash.float + cash.paidIn - cash.paidOut + cash.sales + cash.recharges - cash.refunds
  return figures
}

function addEntry(figures: Counted, entry: LogEntry): void {
  const { body } = entry
  switch (body.kind) {
    case 'charge':
      return addCharge(figures, entry, body)
    case 'refund':
      return addRefund(figures, entry, body.amount)
    case 'recharge':
      return addRecharge(figures, entry, body)
    case 'void':
      return addVoid(figures, entry)
    case 'shift_open':
      figures.cash.float += body.float
      return
    case 'cash_in':
      figures.cash.paidIn += body.amount
      return
    case 'cash_out':
      figures.cash.paidOut += body.amount
      return
    case 'drawer_open':
      figures.drawerOpenings += 1
      return
    default:
      return
  }
}

function addCharge(figures: ShiftFigures, entry: LogEntry, body: Charge): void {
  const { outcome } = entry
  if (outcome?.state === 'settled') {
    add(figures.settled, outcome.final)
    figures.settled.gross += body.amount
    if (body.method === 'cash') figures.cash.sales += outcome.final
    return
  }
  if (outcome?.state === 'declined') add(isLateDecline(entry) ? figures.lateDeclined : figures.declined, body.quoted.final)
  else add(outcome?.state === 'voided' ? figures.voided : figures.unsettled, body.quoted.final)
}

/** Declined when the goods had gone, by the server's rule; a charge again was made with the server and is none. */
export function isLateDecline({ body, outcome }: LogEntry): boolean {
  if (body.kind !== 'charge' || outcome?.state !== 'declined' || body.retryOf !== undefined) return false
  return Date.parse(outcome.settledAt) - Date.parse(body.recordedAt) > LATE_AFTER_MS
}

function addRefund(figures: ShiftFigures, { outcome }: LogEntry, amount: number): void {
  if (outcome?.state === 'declined') return
  if (outcome?.state !== 'settled') return add(figures.openRefunds, amount)
  add(figures.refunds, amount)
  if (outcome.refund?.payOut === 'cash') figures.cash.refunds += amount
}

function addRecharge(figures: ShiftFigures, { outcome }: LogEntry, { amount, method }: { amount: number; method: string }): void {
  if (outcome?.state === 'declined') return
  if (outcome?.state !== 'settled') return add(figures.openRecharges, amount)
  add(figures.recharges, amount)
  if (method === 'cash') figures.cash.recharges += amount
}

/** A void of what had settled already is a refund of what was still paid; any other void shows in its charge. */
function addVoid(figures: ShiftFigures, { outcome }: LogEntry): void {
  if (outcome?.state !== 'recorded' || !outcome.refund) return
  add(figures.refunds, outcome.refund.amount)
  if (outcome.refund.payOut === 'cash') figures.cash.refunds += outcome.refund.amount
}

function add(sum: { count: number; net: number }, amount: number): void {
  sum.count += 1
  sum.net += amount
}
