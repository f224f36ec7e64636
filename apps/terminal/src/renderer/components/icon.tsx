/** Outlines on a 24 × 24 grid, drawn for this app. */
const PATHS = {
  charge: 'M3 7h18v10H3z M3 11h18 M7 15h4',
  log: 'M8 6h13 M8 12h13 M8 18h13 M3.5 6h.01 M3.5 12h.01 M3.5 18h.01',
  shift: 'M4 13h16v7H4z M6 13l2-9h8l2 9 M9 17h6 M10 8h4',
  transactions: 'M6 3h12v18l-3-2-3 2-3-2-3 2z M9.5 8h5 M9.5 12h5',
  totals: 'M4 20V10 M10 20V4 M16 20v-7 M21 20H3',
  settings: 'M4 7h9 M19 7h1 M4 17h1 M11 17h9 M16 4.5v5 M8 14.5v5',
  lock: 'M6 11h12v9H6z M9 11V8a3 3 0 0 1 6 0v3',
  check: 'M4 12.5l5.5 5.5L20 7',
  cross: 'M6 6l12 12 M18 6L6 18',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18 M12 7v5l3.5 2',
  wait: 'M12 3v4 M12 17v4 M3 12h4 M17 12h4 M5.6 5.6l2.9 2.9 M15.5 15.5l2.9 2.9 M18.4 5.6l-2.9 2.9 M8.5 15.5l-2.9 2.9',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8 M4 21c1-4.5 4-6 8-6s7 1.5 8 6',
  online: 'M5 12.5a10 10 0 0 1 14 0 M8 16a5.5 5.5 0 0 1 8 0 M12 19.5h.01 M2 9a14.5 14.5 0 0 1 20 0',
  offline: 'M3 3l18 18 M8 16a5.5 5.5 0 0 1 8 0 M12 19.5h.01 M5 12.5a10 10 0 0 1 5-2.8 M16.5 10.7a10 10 0 0 1 2.5 1.8',
  queue: 'M12 4v10 M8 10l4 4 4-4 M4 16v4h16v-4',
  warning: 'M12 4L2.5 20h19z M12 10v4.5 M12 17.5h.01',
  torch: 'M9 3h6v4l-2 3v11h-2V10L9 7z',
  camera: 'M3 8h4l2-3h6l2 3h4v11H3z M12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7',
  open: 'M9 5l7 7-7 7',
  back: 'M21 6H9l-6 6 6 6h12z M12 9.5l5 5 M17 9.5l-5 5',
  void: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18 M5.7 5.7l12.6 12.6',
  code: 'M4 4h6v6H4z M14 4h6v6h-6z M4 14h6v6H4z M14 14h2v2h-2z M18 18h2v2h-2z M18 14h2 M14 18v2',
  keys: 'M3 6h18v12H3z M7 10h.01 M12 10h.01 M17 10h.01 M7 14h10',
  shield: 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z M8.5 12l2.5 2.5 4.5-5',
  manager: 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z M12 8v5 M12 16h.01',
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
