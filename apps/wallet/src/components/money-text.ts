/**
 * Minor units with the currency's sign, as the language writes it, such as `NT$1,280` or `NT$1,280.50`. Built from a decimal text, so
 * no amount passes through a float.
 * @param sign `always` shows a plus as well
 */
export function moneyText(amountMinor: number, currency: string, locale: string, sign: 'auto' | 'always' = 'auto'): string {
  const digits = String(Math.abs(amountMinor)).padStart(3, '0')
  const text = `${amountMinor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    trailingZeroDisplay: 'stripIfInteger',
    signDisplay: sign === 'always' ? 'exceptZero' : 'auto',
  })
  return format.format(text as `${number}`)
}
