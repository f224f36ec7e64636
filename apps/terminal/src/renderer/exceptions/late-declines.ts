import type { LateDecline } from '@mps/shared'
import { lateDeclineApi } from '@mps/shared/api/late-declines'
import type { LogErrorCode, TerminalLog } from '../log/index.ts'

export type LateDeclinesState = { at: 'asking' } | { at: 'no_answer' } | { at: 'there'; lateDeclines: LateDecline[]; next: string | null }

/** The shop's late declines that nobody has dealt with, the newest first; whichever of its terminals took them. */
export async function fetchOpen(log: Pick<TerminalLog, 'askServer'>, cursor?: string): Promise<LateDeclinesState> {
  const query = { state: 'open', limit: '50', ...(cursor !== undefined && { cursor }) } as const
  const answer = await log.askServer(lateDeclineApi.listTerminalLateDeclines, { query })
  return answer.ok ? { at: 'there', ...answer.value } : { at: 'no_answer' }
}

export type EndFault = 'already_resolved' | 'debt_not_allowed' | 'approval_invalid' | 'no_answer' | 'other'
export type Ending = { end: 'write-off' | 'debt'; reason: string; approvalId: string; idempotencyKey: string }

/** Ends a late decline for good; null when it worked. The key is the dialog's, so that pressing again after a lost answer ends it once. */
export async function endLateDecline(
  log: Pick<TerminalLog, 'askServer'>,
  chargeId: string,
  { end, reason, approvalId, idempotencyKey }: Ending,
): Promise<EndFault | null> {
  const endpoint = end === 'debt' ? lateDeclineApi.makeDebtAtTerminal : lateDeclineApi.writeOffAtTerminal
  const answer = await log.askServer(endpoint, { params: { chargeId }, body: { reason, approvalId } }, { idempotencyKey })
  if (answer.ok) return null
  const { problem } = answer
  if (problem === 'already_resolved' || problem === 'debt_not_allowed' || problem === 'approval_invalid') return problem
  return problem === null ? 'no_answer' : 'other'
}

export type AgainState = 'possible' | 'other_terminal' | 'too_late'

/** Whether the charge can be made again here: by its own till, or by any that knows what the code said, and within thirty days. */
export function chargeAgainState(
  { terminalId, mayChargeAgainUntil, discount }: LateDecline,
  ownTerminalId: string | undefined,
  nowMs: number,
): AgainState {
  if (terminalId !== ownTerminalId && (discount === null || discount === undefined)) return 'other_terminal'
  return Date.parse(mayChargeAgainUntil) > nowMs ? 'possible' : 'too_late'
}

/** The words for a charge again that the log refused. */
export function againFault(code: LogErrorCode | 'unexpected'): 'no_answer' | 'unknown_entry' | 'other' {
  return code === 'no_answer' || code === 'unknown_entry' ? code : 'other'
}
