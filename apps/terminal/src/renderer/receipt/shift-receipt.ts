import type { ShiftFigures } from '@mps/shared'
import type { Shift } from '../shift/read-shifts.ts'
import { zNumberOf } from '../shift/read-shifts.ts'
import type { Supplement } from '../shift/supplement.ts'
import { blank, pair, type Receipt, type ReceiptLine, rule, text } from './receipt.ts'
import { personName, printedMoney, printedTime, receiptFoot, receiptHead, type ReceiptFacts } from './receipt-facts.ts'

/** The parts of a report in the order in which they are read: what is money first, what is not yet, what never was. */
export const FIGURE_PARTS = [
  'settled',
  'unsettled',
  'lateDeclined',
  'declined',
  'voided',
  'refunds',
  'recharges',
  'openRefunds',
  'openRecharges',
] as const satisfies readonly (keyof ShiftFigures)[]
export const CASH_PARTS = [
  'float',
  'paidIn',
  'paidOut',
  'sales',
  'recharges',
  'refunds',
] as const satisfies readonly (keyof ShiftFigures['cash'])[]

/** An X report: the open shift as it stands, without a number, closing nothing. */
export function xReceipt(shift: Shift, figures: ShiftFigures, facts: ReceiptFacts): Receipt {
  const title = facts.t('shift.x')
  const lines = [...head(title, facts), ...openingLines(shift, facts), rule, ...figureLines(figures, facts), ...receiptFoot(facts)]
  return { title, lines, opensDrawer: false }
}

/** A Z report, from the signed entry and nothing else, so that it reads the same whenever it is printed. */
export function zReceipt(shift: Shift, facts: ReceiptFacts): Receipt {
  const { t } = facts
  const title = t('shift.zNumber', { number: zNumberOf(shift) })
  const { figures } = shift.close?.body ?? {}
  const lines = [
    ...head(title, facts),
    ...openingLines(shift, facts),
    ...closingLines(shift, facts),
    rule,
    ...(figures ? figureLines(figures, facts) : []),
    ...countLines(shift, facts),
    ...receiptFoot(facts),
  ]
  return { title, lines, opensDrawer: false }
}

/** What has come in since a Z report; it has the report's number and the time of its own making. */
export function supplementReceipt(shift: Shift, supplement: Supplement, at: string, facts: ReceiptFacts): Receipt {
  const { t } = facts
  const title = t('shift.supplementTo', { number: zNumberOf(shift) })
  const changed = supplement.changes.flatMap(({ part, count, net }) => [
    pair(`${t(`shift.figures.${part}`)} ×`, signed(count)),
    pair('', printedMoney(net, facts), { isBold: true }),
  ])
  const lines = [
    ...head(title, facts),
    pair(t('receipt.time'), printedTime(at, facts)),
    rule,
    ...changed,
    ...(supplement.cash === 0 ? [] : [pair(t('shift.expected'), printedMoney(supplement.cash, facts))]),
    rule,
    pair(t('shift.left'), `${supplement.left.count} / ${printedMoney(supplement.left.net, facts)}`),
    ...receiptFoot(facts),
  ]
  return { title, lines, opensDrawer: false }
}

const signed = (count: number): string => (count > 0 ? `+${count}` : String(count))

function head(title: string, facts: ReceiptFacts): ReceiptLine[] {
  return [...receiptHead(facts), text(title, { align: 'centre', isBold: true, isLarge: true }), blank]
}

function openingLines({ open }: Shift, facts: ReceiptFacts): ReceiptLine[] {
  const { t } = facts
  return [pair(t('shift.opened'), printedTime(open.body.recordedAt, facts)), pair('', personName(open.body.cashierId, facts))]
}

function closingLines({ close }: Shift, facts: ReceiptFacts): ReceiptLine[] {
  const { t } = facts
  if (!close) return []
  const { recordedAt, cashierId, approval } = close.body
  const lines = [pair(t('shift.closed'), printedTime(recordedAt, facts)), pair('', personName(cashierId, facts))]
  if (approval) lines.push(pair(t('receipt.approvedBy'), personName(approval.managerId, facts)))
  return [...lines, pair(t('receipt.number'), `${close.epoch}-${close.seq}`)]
}

function figureLines(figures: ShiftFigures, facts: ReceiptFacts): ReceiptLine[] {
  const { t } = facts
  const parts = FIGURE_PARTS.flatMap((part) => [
    pair(t(`shift.figures.${part}`), String(figures[part].count), { isBold: part === 'settled' }),
    pair('', printedMoney(figures[part].net, facts), { isBold: part === 'settled' }),
  ])
  const cash = CASH_PARTS.map((part) => pair(t(`shift.cash.${part}`), printedMoney(figures.cash[part], facts)))
  return [
    ...parts,
    rule,
    text(t('shift.cash.title'), { isBold: true }),
    ...cash,
    pair(t('shift.expected'), printedMoney(figures.cash.expected, facts), { isBold: true }),
    ...(figures.drawerOpenings === undefined ? [] : [pair(t('shift.drawer.openings'), String(figures.drawerOpenings))]),
  ]
}

function countLines({ close }: Shift, facts: ReceiptFacts): ReceiptLine[] {
  const { t } = facts
  if (!close) return []
  const { counted, figures, denominations = [], note } = close.body
  const pieces = denominations.map(([value, count]) => pair(`${printedMoney(value, facts)} × ${count}`, printedMoney(value * count, facts)))
  return [
    ...pieces,
    pair(t('shift.counted'), printedMoney(counted, facts), { isBold: true }),
    ...(figures ? [pair(t('shift.variance'), printedMoney(counted - figures.cash.expected, facts), { isBold: true })] : []),
    ...(note === undefined ? [] : [pair(t('shift.note'), note)]),
  ]
}
