import { useSyncExternalStore } from 'react'
import { AnyUuid } from '@mps/shared/ids'

/** The screens of one card. */
export const CARD_SCREENS = ['card', 'top_up', 'manage', 'people'] as const
export type CardScreenName = (typeof CARD_SCREENS)[number]

const PLAIN_SCREENS = ['cards', 'add_card', 'settings', 'password', 'sessions', 'debts'] as const
type PlainScreen = (typeof PLAIN_SCREENS)[number]

/** Where the member is. It lives in the address, so a reload and the phone's back button do what people expect. */
export type Route =
  | { screen: PlainScreen }
  | { screen: CardScreenName; cardId: string }
  | { screen: 'activity'; cardId: string | null }
  | { screen: 'transaction'; txNo: string }

const PLAIN: Record<PlainScreen, string> = {
  cards: '/',
  add_card: '/add-card',
  settings: '/settings',
  password: '/settings/password',
  sessions: '/settings/sessions',
  debts: '/debts',
}
const CARD = /^\/cards\/([^/]+)(?:\/(top-up|manage|people|activity))?$/
const TRANSACTION = /^\/activity\/(\d{8,30})$/

/** An address that names nothing leads to the cards. */
export function routeOf(hash: string): Route {
  const path = hash.replace(/^#/, '') || '/'
  const plain = PLAIN_SCREENS.find((screen) => PLAIN[screen] === path)
  if (plain) return { screen: plain }
  if (path === '/activity') return { screen: 'activity', cardId: null }
  const txNo = TRANSACTION.exec(path)?.[1]
  if (txNo !== undefined) return { screen: 'transaction', txNo }
  return cardRoute(path) ?? { screen: 'cards' }
}

function cardRoute(path: string): Route | null {
  const [, id, part] = CARD.exec(path) ?? []
  const cardId = AnyUuid.safeParse(id).data
  if (cardId === undefined) return null
  if (part === 'activity') return { screen: 'activity', cardId }
  if (part === 'top-up') return { screen: 'top_up', cardId }
  return { screen: part === 'manage' || part === 'people' ? part : 'card', cardId }
}

/** The address of a screen within the page. */
export function hrefOf(route: Route): string {
  switch (route.screen) {
    case 'card':
      return `#/cards/${route.cardId}`
    case 'top_up':
      return `#/cards/${route.cardId}/top-up`
    case 'manage':
    case 'people':
      return `#/cards/${route.cardId}/${route.screen}`
    case 'activity':
      return route.cardId === null ? '#/activity' : `#/cards/${route.cardId}/activity`
    case 'transaction':
      return `#/activity/${route.txNo}`
    default:
      return `#${PLAIN[route.screen]}`
  }
}

/** Opens a screen as if its link had been followed. */
export function go(route: Route): void {
  location.hash = hrefOf(route)
}

export function useRoute(): Route {
  return routeOf(useSyncExternalStore(subscribe, () => location.hash))
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}
