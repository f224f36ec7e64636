import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { moneyText } from '../components/money-text.ts'
import { useKept } from '../kept/use-kept.ts'
import { hrefOf } from '../shell/route.ts'
import { useWallet } from '../shell/wallet-context.ts'

/** On the first screen, and only where something is owed. */
export function DebtNote() {
  const { t, i18n } = useTranslation()
  const { debts } = useWallet()
  const { value } = useKept(debts)
  if (!value || value.owed === 0) return null
  return (
    <a className="note note-warning debt-note" href={hrefOf({ screen: 'debts' })}>
      <Icon name="debt" />
      <span>{t('debts.note', { amount: moneyText(value.owed, value.currency, i18n.language) })}</span>
      <Icon name="forward" />
    </a>
  )
}
