import { enrolment } from '../../../sync-server/src/admin/enrol.ts'
import { asMember } from '../../../sync-server/src/db/transactions.ts'
import { aCard, aMember, type Card, type Member } from '../../../sync-server/tests/support/builders.ts'
import { aShop, type Shop } from '../../../sync-server/tests/support/shop.ts'
import { PLATFORM_ADMIN } from '../../../sync-server/tests/support/test-database.ts'
import { aCode } from '../../../sync-server/tests/support/till.ts'
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
  return { member, owner, card, shared, frozen, shop }
}
