/** Outlines on a 24 × 24 grid, drawn for this app. */
const PATHS = {
  cards: 'M3 7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z M3 10h18 M7 15h4',
  activity: 'M8 6h13 M8 12h13 M8 18h13 M3.5 6h.01 M3.5 12h.01 M3.5 18h.01',
  settings: 'M4 7h9 M19 7h1 M4 17h1 M11 17h9 M16 4.5v5 M8 14.5v5',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  plus: 'M12 5v14 M5 12h14',
  top_up: 'M12 4v11 M7.5 10.5L12 15l4.5-4.5 M4 20h16',
  payment: 'M12 20V9 M7.5 13.5L12 9l4.5 4.5 M4 4h16',
  refund: 'M9 7L4 12l5 5 M4 12h10a6 6 0 0 1 6 6',
  failed: 'M7 7l10 10 M17 7L7 17',
  check: 'M4.5 12.5l5 5L19.5 7',
  cross: 'M6 6l12 12 M18 6L6 18',
  freeze: 'M12 3v18 M4.2 7.5l15.6 9 M19.8 7.5l-15.6 9 M9.5 4.5L12 7l2.5-2.5 M9.5 19.5L12 17l2.5 2.5',
  lost: 'M12 4L2.5 20h19z M12 10v4.5 M12 17.3h.01',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7 M2.5 20c.7-4 3-6 6.5-6s5.8 2 6.5 6 M16 4.3a3.5 3.5 0 0 1 0 6.4 M18 14.5c2 .8 3 2.5 3.5 5.5',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8 M4 21c1-4.5 4-6 8-6s7 1.5 8 6',
  lock: 'M6 11h12v9H6z M9 11V8a3 3 0 0 1 6 0v3',
  manage:
    'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6 M12 3v3 M12 18v3 M3 12h3 M18 12h3 M5.6 5.6l2.1 2.1 M16.3 16.3l2.1 2.1 M18.4 5.6l-2.1 2.1 M7.7 16.3l-2.1 2.1',
  offline: 'M3 3l18 18 M8 16a5.5 5.5 0 0 1 8 0 M12 19.5h.01 M5 12.5a10 10 0 0 1 5-2.8 M16.5 10.7a10 10 0 0 1 2.5 1.8',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18 M12 7v5l3.5 2',
  code: 'M4 4h6v6H4z M14 4h6v6h-6z M4 14h6v6H4z M14 14h2v2h-2z M18 18h2v2h-2z M18 14h2 M14 18v2',
  debt: 'M7 3h10v18l-2.5-2-2.5 2-2.5-2L7 21z M10 8h4 M10 12h4',
  device: 'M8 3h8a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 8 3 M11 18h2',
  leave: 'M14 4H5v16h9 M10 12h11 M17.5 8.5L21 12l-3.5 3.5',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18 M3 12h18 M12 3c5 5 5 13 0 18 M12 3c-5 5-5 13 0 18',
  update: 'M20 12a8 8 0 1 1-2.5-5.8 M20 3v4.5h-4.5',
} as const

export type IconName = keyof typeof PATHS

/** A picture beside words; it says nothing that the words do not. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}
