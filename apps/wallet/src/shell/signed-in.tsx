import type { MemberCards } from '@mps/shared/me'
import { useTranslation } from 'react-i18next'
import { AddCardScreen } from '../bindings/add-card-screen.tsx'
import { CardScreen } from '../cards/card-screen.tsx'
import { CardsScreen } from '../cards/cards-screen.tsx'
import { UnknownCard } from '../cards/unknown-card.tsx'
import { FaultNote } from '../components/fault-note.tsx'
import { DebtsScreen } from '../debts/debts-screen.tsx'
import { ManageScreen } from '../manage/manage-screen.tsx'
import { useKept } from '../kept/use-kept.ts'
import { Notices } from '../notices/notices.tsx'
import { UpdateNote } from '../pwa/update-note.tsx'
import { PeopleScreen } from '../people/people-screen.tsx'
import { RechargeScreen } from '../recharges/recharge-screen.tsx'
import { PasswordScreen } from '../settings/password-screen.tsx'
import { SessionsScreen } from '../settings/sessions-screen.tsx'
import { SettingsScreen } from '../settings/settings-screen.tsx'
import { ActivityScreen } from '../transactions/activity-screen.tsx'
import { TransactionScreen } from '../transactions/transaction-screen.tsx'
import { type Route, useRoute } from './route.ts'
import { useRounds } from './use-rounds.ts'
import { useWallet } from './wallet-context.ts'

const REFRESH_MS = 10_000

/** Loads the cards once for all screens, so that opening one shows it at once, and hears of news while the page can be seen. */
export function SignedIn({ name }: { name: string }) {
  const { t } = useTranslation()
  const wallet = useWallet()
  const route = useRoute()
  const cards = useKept(wallet.cards)
  useRounds(REFRESH_MS, wallet.refreshSoon)
  if (!cards.value) {
    return cards.fault ? (
      <FaultNote fault={cards.fault} onRetry={() => void cards.reload()} />
    ) : (
      <output className="loading">{t('cards.loading')}</output>
    )
  }
  return (
    <>
      <UpdateNote />
      <Notices cards={cards.value} />
      <Screen route={route} name={name} cards={cards.value} />
    </>
  )
}

type ScreenProps = { route: Route; name: string; cards: MemberCards }

function Screen({ route, name, cards }: ScreenProps) {
  switch (route.screen) {
    case 'cards':
      return <CardsScreen name={name} cards={cards} />
    case 'activity':
      // The key drops one list's pages when another is opened.
      return <ActivityScreen key={route.cardId} cardId={route.cardId} cards={cards} />
    case 'transaction':
      return <TransactionScreen key={route.txNo} txNo={route.txNo} cards={cards} />
    case 'settings':
      return <SettingsScreen name={name} />
    case 'password':
      return <PasswordScreen />
    case 'sessions':
      return <SessionsScreen />
    case 'debts':
      return <DebtsScreen cards={cards} />
    case 'add_card':
      return <AddCardScreen />
    default:
      return <OneCard route={route} cards={cards} />
  }
}

function OneCard({ route, cards: { cards, currency } }: Omit<ScreenProps, 'name'>) {
  if (!('cardId' in route)) return null
  const card = cards.find(({ id }) => id === route.cardId)
  if (!card) return <UnknownCard />
  const props = { card, currency }
  switch (route.screen) {
    case 'top_up':
      return <RechargeScreen key={card.id} {...props} />
    case 'people':
      return <PeopleScreen key={card.id} {...props} />
    case 'manage':
      return <ManageScreen key={card.id} {...props} />
    default:
      return <CardScreen key={card.id} {...props} />
  }
}
