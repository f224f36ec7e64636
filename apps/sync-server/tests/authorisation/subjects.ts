import { createHash } from 'node:crypto'
import { pathParameters } from '@mps/shared/api'
import { asAdmin } from '../../src/db/transactions.ts'
import { aDevice } from '../support/builders.ts'
import { ageCode } from '../support/shop.ts'
import { PLATFORM_ADMIN } from '../support/test-database.ts'
import { aCode, Till } from '../support/till.ts'
import type { Role } from './visitors.ts'
import type { World } from './world.ts'

type Name = (world: World, role: Role | null) => string | Promise<string>
type Subject = { of: Name; unknown: string }

const UNKNOWN_ID = '01890000-0000-7000-8000-0000deadbeef'
const id = (of: Name): Subject => ({ of, unknown: UNKNOWN_ID })
/** Made on first use, once per world. */
const made = (name: string, make: (world: World) => Promise<string>): Subject =>
  id((world) => {
    const known = world.made.get(name) ?? make(world)
    world.made.set(name, known)
    return known
  })
/** Only admins ask for it, and what is everybody's belongs to no tenant. */
const platforms = id(() => UNKNOWN_ID)

/**
 * What each parameter of a path names: an object of a tenant, and one that nobody has. An endpoint with a parameter that is not here fails
 * the authorisation table.
 */
const SUBJECTS: Record<string, Subject> = {
  cardId: id(({ card }) => card.cardId),
  memberId: id(({ member }) => member.memberId),
  merchantId: id(({ merchant }) => merchant.merchantId),
  terminalId: id(({ device }) => device.terminalId),
  userId: id(({ merchant }) => merchant.cashierId),
  codeHash: { of: ({ codeHash }) => codeHash, unknown: createHash('sha256').update('nobody’s').digest('hex') },
  shiftId: id(({ shiftId }) => shiftId),
  // An admin's own sessions are made anew for each call: theirs is one that nobody has.
  sessionId: id(({ sessions }, role) => (role === 'member' || role === 'cashier' || role === 'manager' ? sessions[role] : UNKNOWN_ID)),
  txNo: { of: ({ txNo }) => txNo, unknown: '2026112300000000019' },
  ruleId: platforms,
  alertId: platforms,
  // A name that everybody knows, and nobody here has bound.
  provider: { of: () => 'line', unknown: 'line' },
  keyId: { of: () => '254', unknown: '254' },
  hitId: made('hit', aRiskHit),
  chargeId: made('late decline', aLateDecline),
  intentId: made('intent', aRechargeIntent),
  settlementId: made('settlement', aSettlement),
  webhookId: made('webhook', aWebhook),
  deliveryId: platforms,
}

/** An endpoint's path with the parameters filled in from a world, as `role` knows it, or with what nobody has. */
export async function pathFor(path: string, world: World | null, role: Role | null): Promise<string> {
  let filled = path
  for (const name of pathParameters(path)) {
    const subject = SUBJECTS[name]
    if (!subject) throw new Error(`Say in subjects.ts what {${name}} names: the authorisation table has no row for it`)
    filled = filled.replace(`{${name}}`, encodeURIComponent(world ? await subject.of(world, role) : subject.unknown))
  }
  return filled
}

async function one(world: World, sql: string, values: unknown[]): Promise<string> {
  const { rows } = await world.database.owner.query<{ id: string }>(sql, values)
  return rows[0]!.id
}

async function aRiskHit(world: World): Promise<string> {
  const rule = `insert into app.risk_rules (kind, window_seconds, action, merchant_id) values ('suspected_duplicate', 120, 'flag', $1) returning id`
  const ruleId = await one(world, rule, [world.merchant.merchantId])
  const sql = `insert into app.risk_hits (rule_id, entry_id, terminal_id, card_id, action) values ($1, $2, $3, $4, 'flag') returning id`
  return one(world, sql, [ruleId, UNKNOWN_ID, world.device.terminalId, world.card.cardId])
}

function aRechargeIntent(world: World): Promise<string> {
  const sql = `insert into app.recharge_intents (member_id, card_id, amount, currency, method, provider, expires_at)
    values ($1, $2, 10, 'TWD', 'line', 'sandbox', now() + interval '1 hour') returning id`
  return one(world, sql, [world.member.memberId, world.card.cardId])
}

async function aSettlement({ database, merchant }: World): Promise<string> {
  const sql = `select app.generate_settlement($1, current_date - 3, current_date - 2) ->> 'id' as id`
  const { rows } = await asAdmin(database.admin, PLATFORM_ADMIN, (client) => client.query<{ id: string }>(sql, [merchant.merchantId]))
  return rows[0]!.id
}

function aWebhook({ database, merchant }: World): Promise<string> {
  const sql = `insert into app.webhook_endpoints (merchant_id, url, events, sealed_secret, created_by)
    values ($1, 'https://hooks.example.com/', '{charge.settled}', '\\x00', $2) returning id`
  return database.owner.query<{ id: string }>(sql, [merchant.merchantId, merchant.managerId]).then(({ rows }) => rows[0]!.id)
}

/** A charge that another till of the shop took an hour ago for more than the card had. */
async function aLateDecline({ database, server, merchant, member, card }: World): Promise<string> {
  const agoMs = 60 * 60_000
  const code = await aCode(server, member.memberId, card.cardId)
  await ageCode(database.owner, code, agoMs + 60_000)
  const till = new Till(await aDevice(database, server, merchant))
  const charge = await till.charge(code, { amount: 450_00, agoMs })
  const [outcome] = await till.send(server, [charge])
  if (outcome?.state !== 'declined') throw new Error(`The charge should have been declined: ${JSON.stringify(outcome)}`)
  return charge.id
}
