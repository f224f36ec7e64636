import { useState } from 'react'

/** Remembers the way back through pages that only know what comes after them. `before` is undefined on the newest page. */
export function usePaging() {
  const [way, setWay] = useState<number[]>([])
  return {
    before: way.at(-1),
    hasNewer: way.length > 0,
    goTo: (before: number) => setWay([...way, before]),
    newer: () => setWay(way.slice(0, -1)),
  }
}
