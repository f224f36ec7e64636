import { createHash } from 'node:crypto'
import { formatAmount } from '@mps/shared'
import { type ReceiptLocale, WORDS } from './words.ts'

/** How a receipt stands, as app.receipt tells it. */
export type ReceiptFacts = {
  state: keyof (typeof WORDS)['en']['state']
  kind: keyof (typeof WORDS)['en']['kind']
  merchant: string
  timeZone: string
  currency: string
  number: string | null
  txNo: string | null
  amount: number | null
  final: number | null
  refunded: number | null
  at: string
}

const STYLE = `
:root{color-scheme:light dark;font:17px/1.5 system-ui,'Noto Sans TC',sans-serif}
body{max-width:26rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.2rem;margin:0}.state{font-size:1.6rem;font-weight:650;margin:.5rem 0 1rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.5rem 1.5rem;margin:0}dd{margin:0;text-align:end;overflow-wrap:anywhere}
a{display:inline-block;padding:.8rem 0}@media print{a{display:none}}`
/** The page's own style is the one thing that its policy lets it load. */
export const RECEIPT_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A receipt as a page that works without a script; null facts are a receipt that has not arrived. */
export function receiptPage(facts: ReceiptFacts | null, locale: ReceiptLocale): string {
  const words = WORDS[locale]
  const heading = facts ? `${words.kind[facts.kind]} · ${words.title}` : words.title
  const state = facts ? words.state[facts.state] : words.unknown
  const details = facts
    ? `<dl>${rows(facts, locale)
        .map(([name, value]) => `<dt>${name}</dt><dd>${escape(value)}</dd>`)
        .join('')}</dl>`
    : `<p>${words.unknownWords}</p>`
  const other = locale === 'en' ? 'zh-Hant' : 'en'
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${heading}</title><style>${STYLE}</style></head>
<body><main><h1>${heading}</h1><p class="state">${state}</p>${details}<p><a href="?lang=${other}" lang="${other}" hreflang="${other}">${words.other}</a></p></main></body></html>
`
}

function rows(
  { state, kind, merchant, at, timeZone, number, txNo, currency, amount, final, refunded }: ReceiptFacts,
  locale: ReceiptLocale,
): [string, string][] {
  const words = WORDS[locale]
  const time = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at))
  const money = (minor: number) => `${currency} ${formatAmount(minor, locale)}`
  const all: [string, string][] = [
    [words.shop, merchant],
    [words.at, time],
  ]
  if (number !== null) all.push([words.number, number])
  if (txNo !== null) all.push([words.txNo, txNo])
  // Only what was settled was paid.
  const isPaid = kind === 'payment' && state !== 'declined' && state !== 'voided'
  if (isPaid && amount !== null && final !== null && amount !== final)
    all.push([words.amount, money(amount)], [words.discount, money(final - amount)])
  if (final !== null) all.push([isPaid ? words.final : words.amount, money(final)])
  if (refunded !== null && refunded > 0) all.push([words.refunded, money(refunded)])
  return all
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A shop's name was typed by people. */
function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!)
}
