import { uuidv7 } from '@mps/shared'
import { startSession } from '../../src/sessions/open-session.ts'
import { type Device, type Member, type Merchant, aCard, aMember, type Card } from '../support/builders.ts'
import { aShop } from '../support/shop.ts'
import type { TestDatabase } from '../support/test-database.ts'
import type { TestServer } from '../support/test-server.ts'
import { aCode, type Till } from '../support/till.ts'

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
  till: Till
  database: TestDatabase
  server: TestServer
  /** What was made when an endpoint first asked for it. */
  made: Map<string, Promise<string>>
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
  return {
    merchant,
    device,
    member,
    card,
    codeHash: shown.codeHash,
    txNo: String(outcome?.['txNo']),
    shiftId,
    sessions,
    till,
    database,
    server,
    made: new Map(),
  }
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
