import { enrolment } from '../../../sync-server/src/admin/enrol.ts'
import { asMember } from '../../../sync-server/src/db/transactions.ts'
import { aCard, aDevice, aMember, type Card, type Member } from '../../../sync-server/tests/support/builders.ts'
import { anApproval } from '../../../sync-server/tests/support/money.ts'
import { ageCode, aShop, type Shop } from '../../../sync-server/tests/support/shop.ts'
import { PLATFORM_ADMIN } from '../../../sync-server/tests/support/test-database.ts'
import { aCode, Till } from '../../../sync-server/tests/support/till.ts'
import { managerToken } from '../../../sync-server/tests/support/tokens.ts'
import type { WalletSite } from './wallet-site.ts'

export type Family = { member: Member; owner: Member; card: Card; shared: Card; frozen: Card; shop: Shop }

/** A member with a life: a card with a history, one shared by somebody else, a voucher, a frozen one. */
export async function aFamily(site: WalletSite): Promise<Family> {
  const { database, server } = site
  const shop = await aShop(database, server)
  const member = await aMember(database, { name: 'Lin Mei-Hua' })
  const owner = await aMember(database, { name: 'Chen Wei' })
  const card = await aCard(database, { ownerId: member.memberId, balance: 1500_00 })
  const shared = await aCard(database, { ownerId: owner.memberId, cardType: 'corporate', balance: 20_000_00 })
  await enrolment(database.admin, PLATFORM_ADMIN).bind(shared.cardId, member.memberId, 'member')
  await enrolment(database.admin, PLATFORM_ADMIN).bind(card.cardId, owner.memberId, 'member')
  await aCard(database, { ownerId: member.memberId, cardType: 'voucher', balance: 500_00 })
  const frozen = await aCard(database, { ownerId: member.memberId, cardType: 'prepaid', balance: 320_00 })
  await asMember(database.admin, member.memberId, (client) => client.query('select app.freeze_card($1)', [frozen.cardId]))
  const pay = async (amount: number, on = card, discount = 1000) => {
    const code = await aCode(server, member.memberId, on.cardId)
    const charge = await shop.till.charge({ ...code, discount }, { amount })
    await shop.till.send(server, [charge])
    return charge
  }
  for (let i = 0; i < 20; i++) await pay(1_00 + i * 50)
  const voided = await pay(64_00)
  await shop.till.send(server, [await shop.till.void(voided.id)])
  await pay(9000_00)
  await pay(450_00, shared, 850)
  await pay(128_50)
  await aDebt(site, shop, member, card)
  return { member, owner, card, shared, frozen, shop }
}

/** A sale that a till without a network took an hour ago, more than the card had; the shop made a debt of it. */
async function aDebt({ database, server }: WalletSite, { merchant }: Shop, { memberId }: Member, { cardId }: Card): Promise<void> {
  await database.owner.query(`update app.merchants set late_decline_policy = 'member_debt' where id = $1`, [merchant.merchantId])
  const agoMs = 3_600_000
  const code = await aCode(server, memberId, cardId)
  await ageCode(database.owner, code, agoMs + 60_000)
  const till = new Till(await aDevice(database, server, merchant))
  const charge = await till.charge(code, { amount: 2000_00, agoMs })
  await till.send(server, [charge])
  const { approvalId } = await anApproval(database.owner, merchant, 'member_debt', charge.id)
  const token = await managerToken(server, merchant)
  const made = await server.call(`/v1/merchant/late-declines/${charge.id}/debt`, { token, body: { reason: 'known guest', approvalId } })
  if (made.status >= 300) throw new Error(`no debt was made: ${made.text}`)
}
