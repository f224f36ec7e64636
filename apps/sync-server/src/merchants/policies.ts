import type { PolicyChanges, PolicyRevision } from '@mps/shared/merchant'
import type pg from 'pg'
import type { z } from 'zod'
import { numericFromMinor } from '../db/numeric.ts'

type Revision = z.infer<typeof PolicyRevision>
type Changes = z.infer<typeof PolicyChanges>

/** Each field of a policy with its column; `true` where it is money, which the database keeps in currency units. */
const COLUMNS: Record<Exclude<keyof Changes, undefined>, readonly [string, boolean]> = {
  minCharge: ['min_charge', true],
  maxCharge: ['max_charge', true],
  offlineAllowed: ['offline_allowed', false],
  offlineMaxPerCharge: ['offline_max_per_charge', true],
  offlineMaxPerCard: ['offline_max_per_card', true],
  offlineMaxSum: ['offline_max_sum', true],
  offlineMaxCount: ['offline_max_count', false],
  offlineChargingHours: ['offline_charging_hours', false],
  offlineApprovalAbove: ['offline_approval_above', true],
  shiftVarianceApprovalAbove: ['shift_variance_approval_above', true],
}

/** Changes as app.add_merchant_policy takes them. */
export function policyColumns(changes: Changes): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(changes).map(([field, value]) => {
      const [column, isMoney] = COLUMNS[field as keyof Changes]
      return [column, isMoney && typeof value === 'number' ? numericFromMinor(value) : value]
    }),
  )
}

/** A merchant's revisions, the newest first. */
export async function listPolicies(client: pg.ClientBase, merchantId: string): Promise<Revision[]> {
  const columns = Object.entries(COLUMNS).map(([field, [column, isMoney]]) =>
    isMoney ? `(p.${column} * 100)::bigint as "${field}"` : `p.${column} as "${field}"`,
  )
  const { rows } = await client.query<Revision>(
    `select p.revision, ${columns.join(', ')}, p.created_at as "createdAt" from app.merchant_policies p where p.merchant_id = $1
     order by p.revision desc`,
    [merchantId],
  )
  return rows
}
