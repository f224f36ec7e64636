import { decodePaymentCode, type MerchantPolicy, offlineRoom, type OfflineUse, type TerminalConfig } from '@mps/shared'
import type { JournalState } from './journal-state.ts'
import type { CodeInHand, OfflineRoom } from './types.ts'

/** What the offline limits are reckoned from. */
export type OfflineView = {
  config: TerminalConfig | null
  state: Readonly<JournalState>
  /** The last ordinal that the last contact covered. */
  coveredOrdinal: number
  contactAgeS: number | null
  isClockSafe: boolean
}

/** What was accepted without the server since the last contact, in all and on one card. */
export function offlineUse(view: OfflineView, card: string | null): OfflineUse {
  const use: OfflineUse = { count: 0, sum: 0, cardSum: 0, lastContactAgeS: view.contactAgeS }
  for (const entry of view.state.pending.values()) {
    if (entry.kind !== 'charge' || entry.state !== 'unsent' || entry.n <= view.coveredOrdinal) continue
    use.count += 1
    use.sum += entry.finalMinor
    if (entry.card === card) use.cardSum += entry.finalMinor
  }
  return use
}

/** What the next charge on a code may be without the server; nothing for a text that is no code, nor for a code that only the server can name. */
export function roomFor(view: OfflineView, code: CodeInHand): OfflineRoom {
  if (!view.config) return { roomMinor: 0, limit: 'no_config', policy: null }
  const { policy } = view.config
  if (!view.isClockSafe) return { roomMinor: 0, limit: 'clock_unsafe', policy }
  if (typeof code !== 'string') return { roomMinor: 0, limit: 'typed_code', policy }
  const decoded = decodePaymentCode(code)
  const use = offlineUse(view, decoded.ok ? decoded.code.cardNo : null)
  return { ...offlineRoom(policy, use, decoded.ok ? decoded.code.offlineLimitMinor : 0), policy }
}

/** Whether a charge may be accepted without the server: within the room, and approved where the policy asks for a manager. */
export function isWithinLimits(room: OfflineRoom, policy: MerchantPolicy, finalMinor: number, isApproved: boolean): boolean {
  return finalMinor <= room.roomMinor && (isApproved || finalMinor <= policy.offlineApprovalAbove)
}
