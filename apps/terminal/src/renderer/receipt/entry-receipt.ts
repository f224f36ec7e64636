import type { LogEntry } from '../log/index.ts'
import { blank, pair, type Receipt, type ReceiptLine, rule, text } from './receipt.ts'
import { personName, printedMoney, printedTime, receiptFoot, receiptHead, receiptLink, type ReceiptFacts } from './receipt-facts.ts'

type Body<K extends LogEntry['kind']> = Extract<LogEntry['body'], { kind: K }>

/** Kinds of entries that a member may want paper of. */
export function hasReceipt({ kind }: Pick<LogEntry, 'kind'>): boolean {
  return kind === 'charge' || kind === 'refund' || kind === 'recharge'
}

/** A sale, a refund or a recharge as it stands at this moment; what is not settled says PENDING, and never "paid". */
export function entryReceipt(entry: LogEntry, facts: ReceiptFacts): Receipt {
  const { t } = facts
  const { body } = entry
  const title = t(`receipt.title.${body.kind === 'refund' || body.kind === 'recharge' ? body.kind : 'charge'}`)
  const lines = [
    ...receiptHead(facts),
    text(title, { align: 'centre', isBold: true }),
    ...stateLines(entry, facts),
    ...identityLines(entry, facts),
    rule,
    ...moneyLines(entry, facts),
    ...linkLines(entry, facts),
    ...receiptFoot(facts),
  ]
  const isCash = (body.kind === 'charge' || body.kind === 'recharge') && body.method === 'cash'
  const paysOutCash = entry.outcome?.state === 'settled' && entry.outcome.refund?.payOut === 'cash'
  return { title, lines, opensDrawer: (isCash || paysOutCash) && !facts.isCopy && !facts.isTraining }
}

/** How it stands; and for what is open, that it is. */
function stateLines({ display }: LogEntry, { t }: ReceiptFacts): ReceiptLine[] {
  const isOpen = display === 'asking' || display === 'recorded_not_settled' || display === 'waiting' || display === 'needs_manager'
  if (isOpen)
    return [
      text(t('receipt.pending'), { align: 'centre', isBold: true, isLarge: true }),
      text(t('receipt.pendingWords'), { align: 'centre' }),
    ]
  return [text(t(`display.${display}`), { align: 'centre', isBold: true, isLarge: true })]
}

function identityLines(entry: LogEntry, facts: ReceiptFacts): ReceiptLine[] {
  const { t } = facts
  const { body, outcome } = entry
  const lines = [
    blank,
    pair(t('receipt.time'), printedTime(body.recordedAt, facts)),
    pair(t('receipt.number'), `${entry.epoch}-${entry.seq}`),
    pair(t('receipt.cashier'), personName(body.cashierId, facts)),
  ]
  if (outcome?.state === 'settled') lines.push(pair(t('receipt.txNo'), outcome.txNo))
  if (body.kind === 'refund') lines.push(pair(t('receipt.paymentTxNo'), body.txNo), pair(t('receipt.reason'), body.reason))
  if (body.approval) lines.push(pair(t('receipt.approvedBy'), personName(body.approval.managerId, facts)))
  return lines
}

function moneyLines(entry: LogEntry, facts: ReceiptFacts): ReceiptLine[] {
  const { body, outcome } = entry
  if (body.kind === 'charge') return chargeLines(entry, body, facts)
  if (body.kind !== 'refund' && body.kind !== 'recharge') return []
  const { t, config } = facts
  const settled = outcome?.state === 'settled' ? outcome : null
  const method = body.kind === 'recharge' ? body.method : (settled?.refund?.payOut ?? null)
  return [
    pair(`${t('receipt.total')} ${config.currency}`, printedMoney(body.amount, facts), { isBold: true, isLarge: true }),
    ...(method === null ? [] : [pair(t('receipt.method'), t(`method.${method}`))]),
  ]
}

function chargeLines({ outcome }: LogEntry, { amount, quoted, method }: Body<'charge'>, facts: ReceiptFacts): ReceiptLine[] {
  const { t, config } = facts
  const settled = outcome?.state === 'settled' ? outcome : null
  const final = settled?.final ?? quoted.final
  const discount = [
    pair(t('receipt.amount'), printedMoney(amount, facts)),
    pair(t('receipt.discount'), printedMoney(final - amount, facts)),
  ]
  return [
    ...(final === amount ? [] : discount),
    pair(`${t('receipt.total')} ${config.currency}`, printedMoney(final, facts), { isBold: true, isLarge: true }),
    pair(t('receipt.method'), t(`method.${method}`)),
    ...(settled && settled.points > 0 ? [pair(t('receipt.points'), `+${settled.points}`)] : []),
  ]
}

function linkLines(entry: LogEntry, facts: ReceiptFacts): ReceiptLine[] {
  const link = receiptLink(entry, facts)
  if (link === null) return []
  return [blank, { kind: 'qr', text: link }, text(facts.t('receipt.link'), { align: 'centre' })]
}
