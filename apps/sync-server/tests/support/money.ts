import type pg from 'pg'
import type { ApprovalAction } from '@mps/shared'
import type { Merchant } from './builders.ts'
import type { Made, ScannedCode, Till } from './till.ts'

export type Approval = { managerId: string; how: 'server'; approvalId: string }

/** An approval as the server grants it after it has compared a manager's PIN. */
export async function anApproval(
  pool: pg.Pool,
  { merchantId, managerId }: Merchant,
  action: ApprovalAction,
  subject: string,
  amount?: number,
): Promise<Approval> {
  const { rows } = await pool.query<{ approval_id: string }>('select approval_id from auth.grant_approval($1, $2, null, $3, $4, $5)', [
    managerId,
    merchantId,
    action,
    subject,
    amount ?? null,
  ])
  return { managerId, how: 'server', approvalId: rows[0]!.approval_id }
}

export type RefundFields = { amount: number; approval?: Approval; [field: string]: unknown }

/** A refund entry of a till, approved unless told otherwise. */
export async function aRefund(pool: pg.Pool, till: Till, txNo: string, fields: RefundFields): Promise<Made> {
  const approval = 'approval' in fields ? fields.approval : await anApproval(pool, till.device.merchant, 'refund', txNo, fields.amount)
  return till.make('refund', { txNo, reason: 'goods came back', ...fields, approval })
}

export type RechargeFields = {
  amount?: number
  method?: string
  currency?: string
  approval?: Approval | undefined
  agoMs?: number
  scannedAt?: string
}

/** A recharge entry of a till, approved unless told otherwise. */
export async function aRecharge(pool: pg.Pool, till: Till, code: ScannedCode, fields: RechargeFields = {}): Promise<Made> {
  const { amount = 200_00, agoMs = 0, ...rest } = fields
  const approval = 'approval' in fields ? fields.approval : await anApproval(pool, till.device.merchant, 'recharge', code.codeHash, amount)
  const scannedAt = new Date(Date.now() - agoMs).toISOString()
  const body = { codeHash: code.codeHash, scannedAt, amount, currency: 'TWD', method: 'cash', ...rest, approval }
  return till.make('recharge', body, { agoMs, code: code.code })
}

/** What an account of the ledger holds: credits less debits, in minor units. */
export async function accountOf(pool: pg.Pool, type: string, id: string): Promise<number> {
  const { rows } = await pool.query<{ sum: string }>(
    `select coalesce(sum(case when l.credit_type = $1::app.account_type and l.credit_id = $2 then l.amount else 0 end)
       - sum(case when l.debit_type = $1::app.account_type and l.debit_id = $2 then l.amount else 0 end), 0) * 100 as sum
     from app.ledger_entries l where $2 in (l.credit_id, l.debit_id)`,
    [type, id],
  )
  return Number(rows[0]!.sum)
}
