import type { PlatformSettings, PlatformSettingsChanges } from '@mps/shared/platform'
import type pg from 'pg'
import type { z } from 'zod'
import { numericFromMinor } from '../db/numeric.ts'

export async function readSettings(client: pg.ClientBase): Promise<PlatformSettings> {
  const { rows } = await client.query<PlatformSettings>(
    `select s.currency, (s.rounding_step * 100)::bigint as "roundingStep", s.code_uses as "codeUses", s.code_ttl_s as "codeTtlS",
       array(select (x.step * 100)::int from unnest(s.offline_limit_steps) with ordinality as x (step, ord) order by x.ord) as "offlineLimitSteps",
       s.late_arrival_days as "lateArrivalDays", s.min_app as "minApp", (s.recharge_min * 100)::bigint as "rechargeMin",
       (s.recharge_max * 100)::bigint as "rechargeMax", (s.card_balance_ceiling * 100)::bigint as "cardBalanceCeiling",
       (s.recharge_approval_above * 100)::bigint as "rechargeApprovalAbove", s.void_leave_s as "voidLeaveS"
     from app.platform_settings s`,
  )
  return rows[0]!
}

/** Changes as app.update_platform_settings takes them; JSON leaves out what is undefined. */
export function settingsColumns(changes: z.infer<typeof PlatformSettingsChanges>): Record<string, unknown> {
  return {
    currency: changes.currency,
    rounding_step: money(changes.roundingStep),
    code_uses: changes.codeUses,
    code_ttl_s: changes.codeTtlS,
    offline_limit_steps: changes.offlineLimitSteps?.map(numericFromMinor),
    late_arrival_days: changes.lateArrivalDays,
    min_app: changes.minApp,
    recharge_min: money(changes.rechargeMin),
    recharge_max: money(changes.rechargeMax),
    card_balance_ceiling: money(changes.cardBalanceCeiling),
    recharge_approval_above: money(changes.rechargeApprovalAbove),
    void_leave_s: changes.voidLeaveS,
  }
}

function money(minor: number | undefined): string | undefined {
  return minor === undefined ? undefined : numericFromMinor(minor)
}
