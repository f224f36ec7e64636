import { DECLINE_NEXT_STEP, encodePaymentCode, paymentCodeHash, REFUSAL_NEXT_STEP } from '@mps/shared'
import { randomBytes, sign } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { asAdmin } from '../../src/db/transactions.ts'
import { aMember } from '../support/builders.ts'
import { ageCode, aPayer, aShop, cardRow, ledgerFaults, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { aCode, type ChargeOptions, type ScannedCode } from '../support/till.ts'

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const MINUTE = 60_000
type Case = {
  expected: string
  card?: Parameters<typeof aPayer>[2]
  policy?: Record<string, unknown>
  charge?: ChargeOptions
  /** Changes the world between the scan's code and the sending. */
  before?: (world: { shop: Shop; payer: Payer; code: ScannedCode }) => Promise<unknown>
  /** The terminal itself is refused at the door: another one brings its entries. */
  isCarried?: true
}

const sql = (text: string, values: unknown[]) => database.owner.query(text, values)
const codeSet = (change: string) => (world: { code: ScannedCode }) =>
  sql(`update app.card_qr_history set ${change} where qr_hash = decode($1, 'hex')`, [world.code.codeHash])
const cardSet = (change: string) => (world: { payer: Payer }) =>
  sql(`update app.member_cards set ${change} where id = $1`, [world.payer.cardId])

const CASES: Record<string, Case> = {
  'a code that starts later': { expected: 'code_not_yet_valid', before: codeSet("valid_from = now() + interval '3 minutes'") },
  'a code that has run out': {
    expected: 'code_expired',
    before: codeSet("valid_from = now() - interval '20 minutes', expires_at = now() - interval '3 minutes'"),
  },
  'a revoked code': { expected: 'code_revoked', before: codeSet("revoked_at = now() - interval '1 minute'") },
  'a frozen card': { expected: 'card_frozen', before: cardSet("status = 'frozen', blocked_at = now() - interval '1 minute'") },
  'a lost card': { expected: 'card_lost', before: cardSet("status = 'lost', blocked_at = now() - interval '1 minute'") },
  'a closed card': { expected: 'card_closed', before: cardSet("status = 'closed', blocked_at = now() - interval '1 minute'") },
  'an expired card': { expected: 'card_expired', before: cardSet("expires_at = now() - interval '1 minute'") },
  'a suspended member': {
    expected: 'member_inactive',
    before: ({ payer }) =>
      sql(`update app.member_profiles set status = 'suspended', blocked_at = now() - interval '1 minute' where id = $1`, [payer.memberId]),
  },
  'a viewer': {
    expected: 'role_may_not_pay',
    before: ({ payer }) => sql(`update app.card_bindings set role = 'viewer' where card_id = $1`, [payer.cardId]),
  },
  'a member who has left the card': {
    expected: 'role_may_not_pay',
    before: ({ payer }) => sql(`update app.card_bindings set removed_at = now() - interval '1 minute' where card_id = $1`, [payer.cardId]),
  },
  "more than the member's limit": {
    expected: 'member_limit_exceeded',
    before: ({ payer }) => sql('update app.card_bindings set limit_per_charge = 99.99 where card_id = $1', [payer.cardId]),
  },
  "more than the member's day": {
    expected: 'member_limit_exceeded',
    before: ({ payer }) => sql('update app.card_bindings set limit_per_day = 99.99 where card_id = $1', [payer.cardId]),
  },
  'a suspended merchant': {
    expected: 'merchant_suspended',
    before: ({ shop }) =>
      sql(`update app.merchants set status = 'suspended', blocked_at = now() - interval '1 minute' where id = $1`, [
        shop.merchant.merchantId,
      ]),
  },
  'a revoked terminal': {
    expected: 'terminal_revoked',
    before: ({ shop }) =>
      sql(`update app.terminals set status = 'revoked', blocked_at = now() - interval '1 minute' where id = $1`, [shop.device.terminalId]),
  },
  'a revoked terminal that may not drain': {
    expected: 'terminal_revoked',
    isCarried: true,
    before: ({ shop }) =>
      sql(`update app.terminals set status = 'revoked', blocked_at = now() + interval '1 hour', drain_allowed = false where id = $1`, [
        shop.device.terminalId,
      ]),
  },
  'too little money': { expected: 'insufficient_balance', card: { balance: 99_99 } },
  'an amount above the merchant’s limit': { expected: 'amount_out_of_range', charge: { amount: 50_000_01 }, card: { balance: 90_000_00 } },
  'a foreign currency': { expected: 'amount_out_of_range', charge: { currency: 'USD' } },
  'a policy that does not exist': { expected: 'amount_out_of_range', charge: { fields: { policyRev: 99 } } },
  'a wrong price': { expected: 'quote_mismatch', charge: { final: 99_99 } },
  'a wrong discount': { expected: 'quote_mismatch', charge: { discount: 900 } },
  'a forged code': { expected: 'code_forged' },
  'a code nobody knows, without its text': {
    expected: 'code_unknown',
    charge: { withoutCode: true, fields: { codeHash: '0'.repeat(64) } },
  },
  'an offline charge where none is allowed': {
    expected: 'offline_not_allowed',
    policy: { offline_allowed: false },
    charge: { agoMs: 5 * MINUTE },
  },
  'an offline charge long after the last contact': {
    expected: 'offline_not_allowed',
    charge: {
      agoMs: 5 * MINUTE,
      fields: {
        clock: { device: new Date().toISOString(), offsetMs: 0, offsetAgeS: 73 * 3600, boot: '01890000-0000-7000-8000-000000000001' },
      },
    },
  },
  'an offline charge of a terminal that never measured its clock': {
    expected: 'offline_not_allowed',
    charge: {
      agoMs: 5 * MINUTE,
      fields: {
        clock: { device: new Date().toISOString(), offsetMs: null, offsetAgeS: null, boot: '01890000-0000-7000-8000-000000000001' },
      },
    },
  },
  'an offline charge that needed a manager': {
    expected: 'offline_not_allowed',
    policy: { offline_approval_above: 50 },
    charge: { agoMs: 5 * MINUTE },
  },
  'an offline charge above the limit per charge': {
    expected: 'offline_limit_exceeded',
    policy: { offline_max_per_charge: 99 },
    charge: { agoMs: 5 * MINUTE },
  },
  'an offline charge above the limit per card': {
    expected: 'offline_limit_exceeded',
    policy: { offline_max_per_card: 99 },
    charge: { agoMs: 5 * MINUTE },
  },
  'an offline charge above the terminal’s sum': {
    expected: 'offline_limit_exceeded',
    policy: { offline_max_sum: 99 },
    charge: { agoMs: 5 * MINUTE },
  },
  'an offline charge above the terminal’s count': {
    expected: 'offline_limit_exceeded',
    policy: { offline_max_count: 0 },
    charge: { agoMs: 5 * MINUTE },
  },
  'an offline charge above what the code allows': {
    expected: 'offline_limit_exceeded',
    charge: { agoMs: 5 * MINUTE },
    before: codeSet('offline_limit = 50'),
  },
  'an amount that a rule forbids': {
    expected: 'risk_rejected',
    before: ({ shop }) =>
      sql(`insert into app.risk_rules (kind, merchant_id, limit_amount, action) values ('amount_per_charge', $1, 99, 'decline')`, [
        shop.merchant.merchantId,
      ]),
  },
}

it.each(Object.entries(CASES))(
  'declines %s, for ever, and moves nothing',
  async (name, { expected, card, policy, charge = {}, before, isCarried }) => {
    const shop = await aShop(database, server, policy)
    await shop.till.signIn()
    const payer = await aPayer(database, server, card)
    const code = name === 'a forged code' ? await forgedCode(payer) : await payer.code()
    if (charge.agoMs) await ageCode(database.owner, code, charge.agoMs + MINUTE)
    await before?.({ shop, payer, code })
    const was = await cardRow(database.owner, payer.cardId)
    // Only the newest policy of the shop is named where the case has one.
    const fields = { ...(policy && { policyRev: 2 }), ...charge.fields }
    const entry = await shop.till.charge(code, { ...charge, fields })
    const { till } = isCarried ? await aShop(database, server) : shop
    const [first] = await till.send(server, [entry])
    expect(first).toMatchObject({
      id: entry.id,
      state: 'declined',
      code: expected,
      next: DECLINE_NEXT_STEP[expected as keyof typeof DECLINE_NEXT_STEP],
    })
    const [again] = await till.send(server, [entry])
    expect(again).toEqual({ ...first, replayed: true })
    expect(await cardRow(database.owner, payer.cardId)).toEqual(was)
  },
)

/** A code with the right form, card and dates, signed by somebody else. */
async function forgedCode(payer: Payer): Promise<ScannedCode> {
  const { generateKeyPairSync } = await import('node:crypto')
  const { privateKey } = generateKeyPairSync('ed25519')
  const { keyId } = server.context.keys.codeSigningKey()
  const fields = {
    keyId,
    cardNo: payer.cardNo,
    validFromS: Math.floor(Date.now() / 1000),
    ttlS: 900,
    discountPermille: 1000,
    cardType: 'standard',
    offlineLimitMinor: 1_000_00,
  } as const
  const code = await encodePaymentCode({ ...fields, secret: randomBytes(16) }, (message) => sign(null, message, privateKey))
  return { code, codeHash: await paymentCodeHash(code), discount: 1000 }
}

it('declines a code that was spent, on any terminal', async () => {
  const [one, other] = [await aShop(database, server), await aShop(database, server)]
  const payer = await aPayer(database, server)
  const code = await payer.code()
  await one.till.send(server, [await one.till.charge(code)])
  expect(await other.till.send(server, [await other.till.charge(code)])).toMatchObject([{ state: 'declined', code: 'code_already_used' }])
  expect(await one.till.send(server, [await one.till.charge(code)])).toMatchObject([{ state: 'declined', code: 'code_already_used' }])
})

it('settles what was scanned before the card was frozen, the member suspended or the terminal revoked', async () => {
  const { till, device } = await aShop(database, server)
  await till.signIn()
  const payer = await aPayer(database, server)
  const codes = [await payer.code(), await payer.code(), await payer.code()]
  for (const code of codes) await ageCode(database.owner, code, 10 * MINUTE)
  const charges = [
    await till.charge(codes[0]!, { agoMs: 5 * MINUTE, amount: 10_00 }),
    await till.charge(codes[1]!, { agoMs: 5 * MINUTE, amount: 10_00 }),
  ]
  await asAdmin(database.admin, PLATFORM_ADMIN, (client) => client.query('select app.freeze_card($1)', [payer.cardId]))
  await sql(`update app.member_profiles set status = 'suspended', blocked_at = now() where id = $1`, [payer.memberId])
  await asAdmin(database.admin, PLATFORM_ADMIN, (client) => client.query('select app.revoke_terminal($1)', [device.terminalId]))
  // The access token outlives the revocation: the entry itself is judged.
  expect(await till.send(server, charges).catch((error: unknown) => error)).toMatchObject([{ state: 'settled' }, { state: 'settled' }])
})

it('follows a replaced card to the one that has the money', async () => {
  const { till } = await aShop(database, server)
  const payer = await aPayer(database, server, { balance: 100_00 })
  const successor = await aPayer(database, server, { balance: 100_00 })
  const code = await payer.code()
  await sql(`insert into app.card_bindings (card_id, member_id, role) values ($1, $2, 'owner')`, [successor.cardId, payer.memberId])
  await sql(`update app.member_cards set status = 'lost', blocked_at = now() + interval '1 minute', replaced_by = $2 where id = $1`, [
    payer.cardId,
    successor.cardId,
  ])
  expect(await till.send(server, [await till.charge(code, { amount: 60_00 })])).toMatchObject([{ state: 'settled' }])
  expect((await cardRow(database.owner, successor.cardId)).balance).toBe(40_00)
  expect((await cardRow(database.owner, payer.cardId)).balance).toBe(100_00)
})

it('lets each member of a shared card pay within their own limit', async () => {
  const { till } = await aShop(database, server)
  const payer = await aPayer(database, server)
  const guest = await aMember(database)
  await asAdmin(database.admin, PLATFORM_ADMIN, (client) =>
    client.query(`select app.bind_member_to_card($1, $2, 'member', 10000, 15000)`, [payer.cardId, guest.memberId]),
  )
  const codes = await Promise.all([1, 2].map(() => aCode(server, guest.memberId, payer.cardId)))
  const outcomes = await till.send(server, [
    await till.charge(codes[0]!, { amount: 100_00 }),
    await till.charge(codes[1]!, { amount: 60_00 }),
  ])
  // The second is within 100.00 a charge, and past 150.00 a day.
  expect(outcomes).toMatchObject([{ state: 'settled' }, { state: 'declined', code: 'member_limit_exceeded' }])
})

it('knows the same next step for every code as the terminals', async () => {
  const { rows } = await sql('select c.code, app.decline_next_step(c.code) as next from unnest($1::text[]) as c (code)', [
    Object.keys({ ...DECLINE_NEXT_STEP, ...REFUSAL_NEXT_STEP }),
  ])
  expect(Object.fromEntries(rows.map(({ code, next }) => [code, next]))).toEqual({ ...DECLINE_NEXT_STEP, ...REFUSAL_NEXT_STEP })
})

it('keeps the ledger whole through all of this', async () => {
  // The replaced card above was given its balance and its successor directly; nothing else may differ.
  expect(await ledgerFaults(database.owner)).toEqual([])
})
