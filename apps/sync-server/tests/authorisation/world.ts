import { createHash } from 'node:crypto'
import { uuidv7 } from '@mps/shared'
import { startSession } from '../../src/sessions/open-session.ts'
import { type Device, type Member, type Merchant, aCard, aMember, type Card } from '../support/builders.ts'
import { aShop } from '../support/shop.ts'
import type { TestDatabase } from '../support/test-database.ts'
import type { TestServer } from '../support/test-server.ts'
import { aCode } from '../support/till.ts'
import type { Role } from './visitors.ts'

/** One tenant with something of everything: a shop with its staff and till, a member with a card, a code and a payment. */
export type World = {
  merchant: Merchant
  device: Device
  member: Member
  card: Card
  codeHash: string
  txNo: string
  shiftId: string
  sessions: { member: string; cashier: string; manager: string }
}

export async function aWorld(database: TestDatabase, server: TestServer): Promise<World> {
  const { merchant, device, till } = await aShop(database, server)
  const member = await aMember(database)
  const card = await aCard(database, { ownerId: member.memberId, balance: 500_00 })
  const paid = await aCode(server, member.memberId, card.cardId)
  const [outcome] = await till.send(server, [await till.charge(paid, { amount: 100_00 })])
  const shown = await aCode(server, member.memberId, card.cardId)
  const shiftId = uuidv7()
  await till.send(server, [await till.make('shift_open', { shiftId, float: 100_00 })])
  const sessions = await openSessions(server, merchant, member)
  return { merchant, device, member, card, codeHash: shown.codeHash, txNo: String(outcome?.['txNo']), shiftId, sessions }
}

async function openSessions(
  { context }: TestServer,
  { merchantId, cashierId, managerId }: Merchant,
  member: Member,
): Promise<World['sessions']> {
  const user = (subjectId: string) => startSession(context, { kind: 'user', subjectId, merchantId })
  const [owner, cashier, manager] = await Promise.all([
    startSession(context, { kind: 'member', subjectId: member.memberId }),
    user(cashierId),
    user(managerId),
  ])
  return { member: owner.sessionId, cashier: cashier.sessionId, manager: manager.sessionId }
}

type Subject = { of: (world: World, role: Role | null) => string; unknown: string }

const UNKNOWN_ID = '01890000-0000-7000-8000-0000deadbeef'
const id = (of: Subject['of']): Subject => ({ of, unknown: UNKNOWN_ID })

/**
 * What each parameter of a path names: an object of a tenant, and one that nobody has. An endpoint with a parameter that is not here fails
 * the authorisation table.
 */
export const SUBJECTS: Record<string, Subject> = {
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
}

/** An endpoint's path with the parameters filled in from a world, as `role` knows it, or with what nobody has. */
export function pathFor(path: string, world: World | null, role: Role | null): string {
  return path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const subject = SUBJECTS[name]
    if (!subject) throw new Error(`Say in world.ts what {${name}} names: the authorisation table has no row for it`)
    return encodeURIComponent(world ? subject.of(world, role) : subject.unknown)
  })
}

/** What an answer to another tenant must not contain. */
export function secretsOf({ merchant, device, member, card, codeHash, txNo }: World): string[] {
  return [
    merchant.merchantId,
    merchant.cashierId,
    merchant.managerId,
    device.terminalId,
    member.memberId,
    member.memberNo,
    card.cardId,
    card.cardNo,
    codeHash,
    txNo,
  ]
}
