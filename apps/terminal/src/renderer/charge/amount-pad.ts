import { parseAmount } from '@mps/shared'

export const PAD_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '00', '0', '.'] as const
export type PadKey = (typeof PAD_KEYS)[number] | 'back' | 'clear'

/** Whole units that may be typed: what fits the contract and the screen. */
const MAX_WHOLE_DIGITS = 8

/** What the pad shows after a key. Keys that would make no amount change nothing, so a typed text is always one. */
export function pressPad(text: string, key: PadKey): string {
  if (key === 'clear') return ''
  if (key === 'back') return text.slice(0, -1)
  if (key === '.') return text.includes('.') ? text : `${text || '0'}.`
  const next = `${text}${key}`.replace(/^0+(?=\d)/, '')
  const [whole = '', decimals = ''] = next.split('.')
  return whole.length > MAX_WHOLE_DIGITS || decimals.length > 2 ? text : next
}

/** The typed text as minor units; zero for an empty pad. */
export function amountOfPad(text: string): number {
  return parseAmount(text.replace(/\.$/, '')) ?? 0
}

/** The typed text with thousands separated, decimals exactly as typed. */
export function displayPad(text: string): string {
  const [whole = '', ...decimals] = (text || '0').split('.')
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...decimals].join('.')
}

/** The pad's key for a physical key pressed by hand, or null. */
export function padKeyOf(code: string): PadKey | null {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1]
  if (digit !== undefined) return digit as PadKey
  if (code === 'Period' || code === 'NumpadDecimal') return '.'
  if (code === 'Backspace') return 'back'
  return code === 'Delete' || code === 'Escape' ? 'clear' : null
}
