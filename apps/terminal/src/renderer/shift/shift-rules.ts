/**
 * A till's shift, state × event. Entries decide it, so it is the same after a crash, a reload or a rebuilt view.
 *
 * | state \ event | open            | paid in, paid out | charge, refund, recharge | X report    | close              | a late answer           |
 * | ------------- | --------------- | ----------------- | ------------------------ | ----------- | ------------------ | ----------------------- |
 * | none          | → open          | refused           | made, of no shift        | –           | refused            | –                       |
 * | open          | refused         | recorded          | made, names the shift    | as it stands| → closed, Z report | counts in the shift     |
 * | closed        | → open, the next| refused           | made, of no shift        | –           | refused            | supplement to its Z     |
 *
 * A drawer that is opened by hand is recorded in every state, within a shift as part of it. A second tap on "open" or "close" is the same draft, thus the same entry. Closing never waits for the network.
 */
export type ShiftState = 'none' | 'open' | 'closed'
export type ShiftEvent = 'open' | 'move_cash' | 'charge' | 'x_report' | 'close'

const MAY: Record<ShiftState, Record<ShiftEvent, boolean>> = {
  none: { open: true, move_cash: false, charge: true, x_report: false, close: false },
  open: { open: false, move_cash: true, charge: true, x_report: true, close: true },
  closed: { open: true, move_cash: false, charge: true, x_report: false, close: false },
}

export function mayShift(state: ShiftState, event: ShiftEvent): boolean {
  return MAY[state][event]
}

/** Whether a manager has to approve the closing: what was counted and what should be there are too far apart. */
export function needsVarianceApproval(countedMinor: number, expectedMinor: number, limitMinor: number): boolean {
  return Math.abs(countedMinor - expectedMinor) > limitMinor
}
