import type { MemberTransaction } from '@mps/shared/me'
import { moneyText } from '../components/money-text.ts'

type Moved = Pick<MemberTransaction, 'txType' | 'status' | 'finalAmount' | 'paymentMethod'>

/**
 * What a transaction did to the card's balance, with its sign. One that failed moved nothing, and one that was paid otherwise moved no
 * balance, so neither carries a sign.
 */
export function amountText({ txType, status, finalAmount, paymentMethod }: Moved, currency: string, locale: string): string {
  if (status === 'failed' || (txType !== 'recharge' && paymentMethod !== 'balance')) return moneyText(finalAmount, currency, locale)
  return moneyText(txType === 'payment' ? -finalAmount : finalAmount, currency, locale, 'always')
}

/** Points with their sign. */
export function pointsText(points: number, locale: string): string {
  return new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' }).format(points)
}
