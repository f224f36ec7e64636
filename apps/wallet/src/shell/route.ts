import { useSyncExternalStore } from 'react'
import { AnyUuid } from '@mps/shared/ids'

/** Where the member is. It lives in the address, so a reload and the phone's back button do what people expect. */
export type Route = { screen: 'cards' } | { screen: 'card'; cardId: string }

const CARD = /^#\/cards\/([^/]+)$/

export function routeOf(hash: string): Route {
  const cardId = AnyUuid.safeParse(CARD.exec(hash)?.[1]).data
  return cardId === undefined ? { screen: 'cards' } : { screen: 'card', cardId }
}

/** The address of a screen within the page. */
export function hrefOf(route: Route): string {
  return route.screen === 'card' ? `#/cards/${route.cardId}` : '#/'
}

export function useRoute(): Route {
  return routeOf(useSyncExternalStore(subscribe, () => location.hash))
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}
