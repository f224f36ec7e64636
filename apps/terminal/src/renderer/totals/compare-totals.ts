import type { TerminalTotals } from '@mps/shared'
import type { LocalTotals } from './local-totals.ts'

export type Figure = 'settled_count' | 'settled_net' | 'declined_count' | 'declined_gross'
/** One figure on both sides; money in minor units. A difference other than zero is for a manager to explain. */
export type Difference = { figure: Figure; isMoney: boolean; here: number; there: number; difference: number }

/** What this terminal and the server each say about the same day. */
export function differences(local: LocalTotals, server: TerminalTotals): Difference[] {
  return [
    row('settled_count', false, local.settled.count, server.settled.count),
    row('settled_net', true, local.settled.net, server.settled.net),
    row('declined_count', false, local.declined.count, server.declined.count),
    row('declined_gross', true, local.declined.gross, server.declined.gross),
  ]
}

function row(figure: Figure, isMoney: boolean, here: number, there: number): Difference {
  return { figure, isMoney, here, there, difference: here - there }
}
