import type { MemberTransaction } from '@mps/shared/me'
import { moneyText } from '../components/money-text.ts'

type Moved = Pick<MemberTransaction, 'txType' | 'status' | 'finalAmount' | 'paymentMethod' | 'isDebt'>

/**
 * What a transaction did to the card's balance, with its sign. One that failed moved nothing, and one that was paid otherwise or is owed moved
 * no balance, so none of them carries a sign.
 */
export function amountText({ txType, status, finalAmount, paymentMethod, isDebt }: Moved, currency: string, locale: string): string {
  const isElsewhere = isDebt || (txType !== 'recharge' && paymentMethod !== 'balance')
  if (status === 'failed' || isElsewhere) return moneyText(finalAmount, currency, locale)
  return moneyText(txType === 'payment' ? -finalAmount : finalAmount, currency, locale, 'always')
}

/** Points with their sign. */
export function pointsText(points: number, locale: string): string {
  return new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' }).format(points)
}
