import type { MemberCard } from '@mps/shared/me'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ChargeNotice } from '../code/charge-notice.tsx'
import { LiveCodePanel } from '../code/live-code-panel.tsx'
import { useLiveCode } from '../code/use-live-code.ts'
import { FaultNote } from '../shell/fault-note.tsx'
import { hrefOf } from '../shell/route.ts'
import { ScreenTitle } from '../shell/screen-title.tsx'
import { TransactionList } from '../transactions/transaction-list.tsx'
import { useTransactions } from '../transactions/use-transactions.ts'
import { CardTile } from './card-tile.tsx'
import type { CardsProps } from './cards-screen.tsx'

/** One card, opened: its code, its balance and what happened on it. */
export function CardScreen({ cardId, cards, reload }: CardsProps & { cardId: string }) {
  const { t } = useTranslation()
  const card = cards.cards.find(({ id }) => id === cardId)
  return (
    <>
      <a className="back-link" href={hrefOf({ screen: 'cards' })}>
        <span aria-hidden="true">‹</span> {t('cards.back')}
      </a>
      {card ? <OpenCard card={card} currency={cards.currency} reload={reload} /> : <UnknownCard />}
    </>
  )
}

type OpenCardProps = { card: MemberCard; currency: string; reload: () => void }

function OpenCard({ card, currency, reload }: OpenCardProps) {
  const { t } = useTranslation()
  return (
    <>
      <ScreenTitle isHidden>{t(`card_type.${card.cardType}`)}</ScreenTitle>
      {card.mayPay ? <PayingCard card={card} currency={currency} reload={reload} /> : <BlockedCard card={card} currency={currency} />}
    </>
  )
}

function PayingCard({ card, currency, reload }: OpenCardProps) {
  const live = useLiveCode(card.id)
  const transactions = useTransactions(card.id)
  const { reload: reloadTransactions } = transactions
  const chargedTxNo = live.charge?.txNo
  // A charge moved the balance; the new figures come from the server, never from arithmetic here.
  useEffect(() => {
    if (chargedTxNo === undefined) return
    reload()
    reloadTransactions()
  }, [chargedTxNo, reload, reloadTransactions])
  return (
    <>
      <ChargeNotice charge={live.charge} currency={currency} onDismiss={live.dismissCharge} />
      <LiveCodePanel live={live} />
      <CardTile card={card} currency={currency} />
      <TransactionList list={transactions} currency={currency} />
    </>
  )
}

function BlockedCard({ card, currency }: { card: MemberCard; currency: string }) {
  const { t } = useTranslation()
  const transactions = useTransactions(card.id)
  const isViewer = card.status === 'active' && card.role === 'viewer'
  return (
    <>
      <CardTile card={card} currency={currency} />
      <p className="note">{isViewer ? t('code.viewer') : t(`code.blocked_${card.status}`)}</p>
      <TransactionList list={transactions} currency={currency} />
    </>
  )
}

function UnknownCard() {
  return <FaultNote fault={{ kind: 'problem', code: 'not_found', status: 404, requestId: '', retryAfterMs: 0 }} />
}
