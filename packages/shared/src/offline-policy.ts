import { z } from 'zod'
import { AmountMinor } from './money.ts'

/** A merchant's limits and offline policy at one revision; a revision never changes (protocol.md, Offline policy). */
export const MerchantPolicy = z.object({
  revision: z.int().min(1),
  minCharge: AmountMinor,
  maxCharge: AmountMinor,
  offlineAllowed: z.boolean(),
  offlineMaxPerCharge: AmountMinor,
  /** Most per card until the next contact. */
  offlineMaxPerCard: AmountMinor,
  /** Most per terminal until the next contact. */
  offlineMaxSum: AmountMinor,
  offlineMaxCount: z.int().min(0),
  /** The terminal stops charging offline this long after its last contact. */
  offlineChargingHours: z.int().min(0),
  /** Above this final amount an offline charge needs a manager's PIN. */
  offlineApprovalAbove: AmountMinor,
  /** Above this difference between counted and expected cash a shift is closed by a manager's PIN. */
  shiftVarianceApprovalAbove: AmountMinor.optional(),
})
export type MerchantPolicy = z.infer<typeof MerchantPolicy>

/** What has been accepted offline since the last contact. */
export type OfflineUse = { count: number; sum: number; cardSum: number; lastContactAgeS: number | null }

export type OfflineLimit =
  | 'offline_not_allowed'
  | 'never_connected'
  | 'too_long_offline'
  | 'code_limit'
  | 'charge_limit'
  | 'card_limit'
  | 'terminal_sum_limit'
  | 'terminal_count_limit'

/**
 * The most that the next offline charge may be, in minor units, and the limit that binds; pure, so that the charge screen, the log and
 * the tests agree. The server judges the same limits again at settlement.
 * @param codeLimitMinor the `offline_limit` that the scanned code carries
 */
export function offlineRoom(policy: MerchantPolicy, use: OfflineUse, codeLimitMinor: number): { roomMinor: number; limit: OfflineLimit } {
  if (!policy.offlineAllowed) return { roomMinor: 0, limit: 'offline_not_allowed' }
  if (use.lastContactAgeS === null) return { roomMinor: 0, limit: 'never_connected' }
  if (use.lastContactAgeS > policy.offlineChargingHours * 3600) return { roomMinor: 0, limit: 'too_long_offline' }
  if (use.count >= policy.offlineMaxCount) return { roomMinor: 0, limit: 'terminal_count_limit' }
  const rooms: [number, OfflineLimit][] = [
    // The code's limit is counted per card: spare codes of one card share it.
    [codeLimitMinor - use.cardSum, 'code_limit'],
    [policy.offlineMaxPerCharge, 'charge_limit'],
    [policy.offlineMaxPerCard - use.cardSum, 'card_limit'],
    [policy.offlineMaxSum - use.sum, 'terminal_sum_limit'],
  ]
  const [room, limit] = rooms.reduce((least, next) => (next[0] < least[0] ? next : least))
  return { roomMinor: Math.max(0, room), limit }
}
