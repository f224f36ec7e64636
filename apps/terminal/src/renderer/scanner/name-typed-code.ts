import type { TypedCodeRequest } from '@mps/shared'
import { terminalApi } from '@mps/shared/api/terminal'
import type { TerminalLog } from '../log/index.ts'
import type { AcceptedCode } from './judge-scan.ts'

const REFUSALS = ['typed_code_wrong', 'locked_out'] as const
export type TypingFault = (typeof REFUSALS)[number] | 'code_already_used' | 'no_answer'
export type TypingVerdict = { ok: true; code: AcceptedCode } | { ok: false; fault: TypingFault }

/** Has the server name the code that a card number and its digits stand for; nothing on this device could tell it from a guess. */
export async function nameTypedCode(
  log: Pick<TerminalLog, 'askServer' | 'now'>,
  typed: TypedCodeRequest,
  isSpentHere: (codeHash: string) => Promise<boolean>,
): Promise<TypingVerdict> {
  const answer = await log.askServer(terminalApi.resolveTypedCode, { body: typed })
  if (!answer.ok) return { ok: false, fault: REFUSALS.find((refusal) => refusal === answer.problem) ?? 'no_answer' }
  const { codeHash, cardType, discount, expiresAt } = answer.value
  // A sale that has not been sent yet has spent the code here, and the server cannot know it.
  if (await isSpentHere(codeHash)) return { ok: false, fault: 'code_already_used' }
  const facts = { cardType, discountPermille: discount, expiresAtMs: Date.parse(expiresAt) }
  return { ok: true, code: { text: null, hash: codeHash, scannedAt: log.now(), cardNo: typed.cardNo, ...facts } }
}
