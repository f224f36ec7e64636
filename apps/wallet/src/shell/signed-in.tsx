import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { CardScreen } from '../cards/card-screen.tsx'
import { CardsScreen } from '../cards/cards-screen.tsx'
import { FaultNote } from './fault-note.tsx'
import { useRoute } from './route.ts'
import { useLoaded } from './use-loaded.ts'
import { useWallet } from './wallet-context.ts'

/** Loads the cards once for all screens, so that opening one shows it at once. */
export function SignedIn({ name }: { name: string }) {
  const { t } = useTranslation()
  const { api } = useWallet()
  const route = useRoute()
  const cards = useLoaded(useCallback(() => api.cards(), [api]))
  if (!cards.value) return cards.fault ? <FaultNote fault={cards.fault} onRetry={cards.reload} /> : <output>{t('cards.loading')}</output>
  const shared = { cards: cards.value, fault: cards.fault, reload: cards.reload }
  // The key drops one card's codes and transactions when another is opened.
  return route.screen === 'card' ? (
    <CardScreen key={route.cardId} cardId={route.cardId} {...shared} />
  ) : (
    <CardsScreen name={name} {...shared} />
  )
}
