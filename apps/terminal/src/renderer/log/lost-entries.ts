import type { HeartbeatResponse } from '@mps/shared'
import type { EntryDoc } from './entry-doc.ts'
import type { JournalState } from './journal-state.ts'

/** What this device held for certain when it asked: the server must hold no less. */
export type Expected = { ledgerId: string | null; heldSeq: number; outcomeNo: number; terminalId: string; epoch: number }

/**
 * What the server has acknowledged: every number of the epoch below the first one that is still open, and every outcome up to the cursor.
 * Taken before a heartbeat is sent, so that what is answered meanwhile never looks like a loss.
 */
export function expectedOf(state: Readonly<JournalState>, terminalId: string, epoch: number): Expected {
  const isOurs = (other: { terminalId: string; epoch: number }) => other.terminalId === terminalId && other.epoch === epoch
  let heldSeq = state.head && isOurs(state.head) ? state.head.seq : 0
  for (const entry of state.pending.values()) if (isOurs(entry)) heldSeq = Math.min(heldSeq, entry.seq - 1)
  for (const id of state.resend) if (!state.pending.has(id)) heldSeq = 0
  const outcomeNo = state.outcomes.terminalId === terminalId ? state.outcomes.cursor : 0
  return { ledgerId: state.ledgerId, heldSeq, outcomeNo, terminalId, epoch }
}

/** Whether the server is another one than before, or holds less than it once acknowledged (protocol.md: a restored backup). */
export function hasLost(expected: Expected, heartbeat: HeartbeatResponse): boolean {
  if (expected.ledgerId === null) return false
  if (heartbeat.ledgerId !== expected.ledgerId) return true
  return heartbeat.heldSeq < expected.heldSeq || heartbeat.lastOutcomeNo < expected.outcomeNo
}

/**
 * The final entries to send again: all of them for another ledger, since nobody knows from which moment it was restored; else those above
 * what the server still holds. Sending one too many is harmless, its answer is the first one.
 */
export function lostOf(docs: readonly EntryDoc[], expected: Expected, heartbeat: HeartbeatResponse): string[] {
  const isFinal = ({ outcome }: EntryDoc) => outcome !== null && outcome.state !== 'rejected'
  const isOtherLedger = heartbeat.ledgerId !== expected.ledgerId
  return docs
    .filter((doc) => isFinal(doc) && (isOtherLedger || isAbove(doc, expected, heartbeat)))
    .toSorted((a, b) => a.n - b.n)
    .map(({ id }) => id)
}

function isAbove({ body, outcome }: EntryDoc, expected: Expected, heartbeat: HeartbeatResponse): boolean {
  if (outcome && outcome.state !== 'rejected' && outcome.outcomeNo > heartbeat.lastOutcomeNo) return true
  const { terminalId, epoch, seq } = JSON.parse(body) as { terminalId: string; epoch: number; seq: number }
  return terminalId === expected.terminalId && epoch === expected.epoch && seq > heartbeat.heldSeq
}
