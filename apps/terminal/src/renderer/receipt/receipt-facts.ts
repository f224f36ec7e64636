import { formatAmount, receiptToken, type TerminalConfig } from '@mps/shared'
import type { TFunction } from 'i18next'
import type { LogEntry } from '../log/index.ts'
import type { Locale } from '../settings/settings-store.ts'
import { blank, type ReceiptLine, rule, text } from './receipt.ts'

export type Translate = TFunction

/** What every receipt needs beside its own matter. */
export type ReceiptFacts = {
  t: Translate
  locale: Locale
  config: TerminalConfig
  origin: string | null
  isTraining: boolean
  isCopy: boolean
}

/** Whose receipt it is, and what it is not: a copy says so, and a lesson's says so twice. */
export function receiptHead({ t, config, isCopy, isTraining }: ReceiptFacts): ReceiptLine[] {
  return [
    text(config.merchant.name, { align: 'centre', isBold: true, isLarge: true }),
    text(config.terminal.label, { align: 'centre' }),
    ...(isTraining ? [text(t('receipt.training'), { align: 'centre', isBold: true, isLarge: true })] : []),
    ...(isCopy ? [text(t('receipt.copy'), { align: 'centre', isBold: true })] : []),
    rule,
  ]
}

export function receiptFoot({ t, isTraining }: ReceiptFacts): ReceiptLine[] {
  return isTraining ? [blank, text(t('receipt.training'), { align: 'centre', isBold: true, isLarge: true })] : []
}

/** A time as it is printed: whole, in the shop's zone, so that it means the same next year. */
export function printedTime(instant: string, { locale, config }: Pick<ReceiptFacts, 'locale' | 'config'>): string {
  const { timeZone } = config.merchant
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
  return new Intl.DateTimeFormat(locale, { timeZone, ...parts, hour12: false }).format(new Date(instant))
}

export function printedMoney(minor: number, { locale }: Pick<ReceiptFacts, 'locale'>): string {
  return formatAmount(minor, locale)
}

export function personName(userId: string, { config }: Pick<ReceiptFacts, 'config'>): string {
  return config.roster.find((person) => person.userId === userId)?.name ?? userId.slice(0, 8)
}

/** Where whoever holds the receipt can see how it stands; a lesson's leads nowhere. */
export function receiptLink(entry: Pick<LogEntry, 'id' | 'hash'>, { origin, isTraining }: ReceiptFacts): string | null {
  return origin === null || isTraining ? null : `${origin}/r/${receiptToken(entry)}`
}
