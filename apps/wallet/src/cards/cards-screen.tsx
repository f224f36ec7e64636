import type { MemberCards } from '@mps/shared/me'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import type { ApiFault } from '../api/api-fault.ts'
import { FaultNote } from '../shell/fault-note.tsx'
import { hrefOf } from '../shell/route.ts'
import { ScreenTitle } from '../shell/screen-title.tsx'
import { useWallet } from '../shell/wallet-context.ts'
import { CardTile } from './card-tile.tsx'

const STALE_AFTER_MS = 5_000

export type CardsProps = { cards: z.infer<typeof MemberCards>; fault: ApiFault | null; reload: () => void }

export function CardsScreen({ name, cards, fault, reload }: CardsProps & { name: string }) {
  const { t } = useTranslation()
  useFreshCards(cards.serverTime, reload)
  return (
    <>
      <p className="muted">{t('cards.greeting', { name })}</p>
      <ScreenTitle>{t('cards.title')}</ScreenTitle>
      {fault && <FaultNote fault={fault} onRetry={reload} />}
      {cards.cards.length === 0 ? (
        <NoCards />
      ) : (
        <ul className="card-list">
          {cards.cards.map((card) => (
            <li key={card.id}>
              <a className="card-link" href={hrefOf({ screen: 'card', cardId: card.id })}>
                <CardTile card={card} currency={cards.currency} />
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** Balances move while the page is hidden or a card is open: figures older than a moment are fetched again. */
function useFreshCards(fetchedAt: string, reload: () => void): void {
  const { clock } = useWallet()
  useEffect(() => {
    const refresh = () => {
      if (document.visibilityState === 'visible' && clock.nowMs() - Date.parse(fetchedAt) > STALE_AFTER_MS) reload()
    }
    refresh()
    document.addEventListener('visibilitychange', refresh)
    return () => document.removeEventListener('visibilitychange', refresh)
  }, [clock, fetchedAt, reload])
}

function NoCards() {
  const { t } = useTranslation()
  return (
    <div className="empty">
      <h2>{t('cards.empty_title')}</h2>
      <p className="muted">{t('cards.empty_text')}</p>
    </div>
  )
}
