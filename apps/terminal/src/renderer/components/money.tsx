import { formatAmount } from '@mps/shared'
import { useSettings } from '../settings/settings-store.ts'

type MoneyProps = { minor: number; currency?: string }

/** An amount for people, digits of one width so that columns line up. */
export function Money({ minor, currency }: MoneyProps) {
  const locale = useSettings((settings) => settings.locale)
  return (
    <span className="money">
      {currency && <span className="money-currency">{currency} </span>}
      {formatAmount(minor, locale)}
    </span>
  )
}
