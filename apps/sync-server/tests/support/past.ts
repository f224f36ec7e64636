import type pg from 'pg'
import { numericFromMinor } from '../../src/db/numeric.ts'

export type PastPayment = {
  merchantId: string
  cardId: string
  /** When it settled. */
  at: string
  final?: number
  fee?: number
  method?: 'balance' | 'cash'
  terminalId?: string | null
  cashierId?: string | null
  scannedAt?: string
  status?: 'completed' | 'failed'
}

/** Writes a payment as the settlement of that moment left it: transaction, postings and balance agree. Returns its id. */
export async function aPastPayment(pool: pg.Pool, payment: PastPayment): Promise<string> {
  const { merchantId, cardId, at, final = 100_00, fee = 0, method = 'balance', status = 'completed', scannedAt = at } = payment
  const { rows } = await pool.query<{ id: string }>(
    `insert into app.transactions (id, tx_no, tx_type, card_id, merchant_id, terminal_id, cashier_id, raw_amount, final_amount, fee_amount, status,
       decline_code, payment_method, scanned_at, created_at)
     values (sec.uuid_v7(), app.next_tx_no($3::timestamptz), 'payment', $2, $1, $7, $8, $4::numeric, $4::numeric, $5, $9::text::app.tx_status, case when $9::text = 'failed' then 'insufficient_balance' end, $6,
       $10, $3) returning id`,
    [
      merchantId,
      cardId,
      at,
      numericFromMinor(final),
      numericFromMinor(fee),
      method,
      payment.terminalId ?? null,
      payment.cashierId ?? null,
      status,
      scannedAt,
    ],
  )
  const id = rows[0]!.id
  if (status === 'completed') await post(pool, id, { merchantId, cardId, at, final, fee, method })
  return id
}

async function post(
  pool: pg.Pool,
  id: string,
  payment: Required<Pick<PastPayment, 'merchantId' | 'cardId' | 'at' | 'final' | 'fee' | 'method'>>,
) {
  const { merchantId, cardId, at, final, fee, method } = payment
  await pool.query(
    `insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
     select $1, l.line, l.debit_type, l.debit_id, l.credit_type, l.credit_id, l.amount / 100.0, $7
     from app.payment_postings($2, $3, $4, $5, $6) l`,
    [id, method, cardId, merchantId, final, fee, at],
  )
  if (method === 'balance')
    await pool.query('update app.member_cards set balance = balance - $2 where id = $1', [cardId, numericFromMinor(final)])
}

/** Gives back part of a payment at a moment of the past. */
export async function aPastRefund(
  pool: pg.Pool,
  { paymentId, at, amount }: { paymentId: string; at: string; amount: number },
): Promise<void> {
  await pool.query(
    `select app.post_refund($1, (select created_at from app.transactions where id = $1), $2, null, null, 'wrong size', $3)`,
    [paymentId, amount, at],
  )
}

/** A recharge taken in cash at the shop's till at a moment of the past. */
export async function aPastCashRecharge(
  pool: pg.Pool,
  { merchantId, cardId, at, amount }: { merchantId: string; cardId: string; at: string; amount: number },
): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into app.transactions (id, tx_no, tx_type, card_id, merchant_id, raw_amount, final_amount, status, payment_method, created_at)
     values (sec.uuid_v7(), app.next_tx_no($3::timestamptz), 'recharge', $2, $1, $4::numeric, $4::numeric, 'completed', 'cash', $3) returning id`,
    [merchantId, cardId, at, numericFromMinor(amount)],
  )
  await pool.query(
    `insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
     values ($1, 1, 'merchant_cash', $2, 'card_balance', $3, $4, $5)`,
    [rows[0]!.id, merchantId, cardId, numericFromMinor(amount), at],
  )
  await pool.query('update app.member_cards set balance = balance + $2 where id = $1', [cardId, numericFromMinor(amount)])
}
