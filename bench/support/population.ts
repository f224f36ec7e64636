import { createHash, randomBytes, randomInt } from 'node:crypto'
import { encodePaymentCode } from '@mps/shared'
import type pg from 'pg'
import { type CodeSigner, openKeyStore } from '../../apps/sync-server/src/secrets.ts'

export type Card = { id: string; cardNo: string; memberId: string }
export type BenchCode = { code: string; codeHash: string }

/** Members with a card and 100,000.00 on it each, seeded through the ledger so that it can be verified; made by SQL, in one go. */
export async function populate(owner: pg.Pool, count: number): Promise<Card[]> {
  await owner.query('insert into app.member_profiles (name) select $2 || n from generate_series(1, $1::int) n', [count, 'Bench '])
  await owner.query(
    `insert into app.member_cards (card_type, owner_member_id, balance, level)
       select 'prepaid', m.id, 100000, 1 from app.member_profiles m
       where not exists (select from app.member_cards c where c.owner_member_id = m.id)`,
  )
  await owner.query(
    `insert into app.card_bindings (card_id, member_id, role) select c.id, c.owner_member_id, 'owner' from app.member_cards c on conflict do nothing`,
  )
  await owner.query(
    `with seeded as (
       insert into app.transactions (id, tx_no, tx_type, card_id, raw_amount, final_amount, status, payment_method, created_at)
       select sec.uuid_v7(), 'seed-' || c.card_no, 'recharge', c.id, c.balance, c.balance, 'completed', 'bank', clock_timestamp()
       from app.member_cards c where not exists (select from app.transactions t where t.card_id = c.id) returning id, card_id, final_amount, created_at)
     insert into app.ledger_entries (transaction_id, line, debit_type, debit_id, credit_type, credit_id, amount, created_at)
     select s.id, 1, 'external_method', '00000000-0000-0000-0000-000000000000', 'card_balance', s.card_id, s.final_amount, s.created_at from seeded s`,
  )
  const { rows } = await owner.query<Card>('select id, card_no as "cardNo", owner_member_id as "memberId" from app.member_cards')
  await owner.query('analyze')
  return rows
}

/** A shop whose policy limits nothing that a benchmark does, and its cashier. */
export async function aBenchShop(owner: pg.Pool): Promise<{ merchantId: string; cashierId: string }> {
  const { rows } = await owner.query<{ id: string }>(`select app.create_merchant('bench', 'Bench', 'Asia/Taipei', 0.015) as id`)
  const merchantId = rows[0]!.id
  const unlimited = {
    offline_max_per_charge: 1e6,
    offline_max_per_card: 1e9,
    offline_max_sum: 1e9,
    offline_max_count: 2e9,
    offline_approval_above: 1e6,
  }
  await owner.query('select app.add_merchant_policy($1, $2)', [merchantId, JSON.stringify(unlimited)])
  await owner.query(
    `insert into app.risk_rules (kind, limit_amount, action) values ('amount_per_charge', 20000, 'decline'), ('large_amount', 5000, 'flag')`,
  )
  return { merchantId, cashierId: await aBenchCashier(owner, merchantId) }
}

/** Who works at a shop is an admin's to say, and an admin is who runs in that role. */
async function aBenchCashier(owner: pg.Pool, merchantId: string): Promise<string> {
  const client = await owner.connect()
  try {
    await client.query('set role mps_admin')
    const text = `select app.add_merchant_user($1, 'bench-cashier', 'Bench', 'cashier', null) as id`
    const { rows } = await client.query<{ id: string }>(text, [merchantId])
    return rows[0]!.id
  } finally {
    await client.query('reset role')
    client.release()
  }
}

/** Signed codes for these cards, stored as issued; valid from an hour ago for two hours, so that a replayed charge finds them alive. */
export async function issueCodes(owner: pg.Pool, secretsFile: string, cards: readonly Card[]): Promise<BenchCode[]> {
  const signer = (await openKeyStore({ file: secretsFile })).codeSigningKey()
  const validFromS = Math.floor(Date.now() / 1000) - 3600
  const codes: BenchCode[] = []
  for (const card of cards) codes.push(await signedCode(signer, card, validFromS))
  for (let from = 0; from < codes.length; from += 5000) {
    const part = codes.slice(from, from + 5000)
    await owner.query(
      `insert into app.card_qr_history (card_id, member_id, qr_hash, discount, offline_limit, valid_from, expires_at)
       select c.card_id, c.member_id, decode(c.hash, 'hex'), 1, 1000000, to_timestamp($4), to_timestamp($4 + 7200)
       from unnest($1::uuid[], $2::uuid[], $3::text[]) as c (card_id, member_id, hash)`,
      [
        cards.slice(from, from + 5000).map(({ id }) => id),
        cards.slice(from, from + 5000).map(({ memberId }) => memberId),
        part.map(({ codeHash }) => codeHash),
        validFromS,
      ],
    )
  }
  return codes
}

async function signedCode(signer: CodeSigner, card: Card, validFromS: number): Promise<BenchCode> {
  const fields = {
    keyId: signer.keyId,
    cardNo: card.cardNo,
    validFromS,
    ttlS: 7200,
    discountPermille: 1000,
    cardType: 'prepaid',
    offlineLimitMinor: 100_000_000,
  } as const
  const code = await encodePaymentCode({ ...fields, secret: randomBytes(16) }, signer.sign)
  return { code, codeHash: createHash('sha256').update(code).digest('hex') }
}

/** n cards by chance, a card more than once only when n is larger than their number. */
export function draw(cards: readonly Card[], n: number): Card[] {
  return Array.from({ length: n }, () => cards[randomInt(cards.length)]!)
}
