import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { API } from '@mps/shared/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, apiAs, verdict } from '../support/api.ts'
import { aCard, aDevice, aMember, aMerchant, type Merchant } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts'
import { adminToken, managerToken, memberTokenOf } from '../support/tokens.ts'
import { aMerchantLogin, PASSWORD } from '../support/users.ts'

const LEAKED = 'Wolkenkuckucksheim 4711'
const ABOUT = { name: 'Huang Shu-Fen', phone: '+886955123987', email: 'shufen.h@example.com' }

let database: TestDatabase
let server: TestServer
let folder: string
let admin: Api
let merchant: Merchant
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mps-leaks-'))
  const file = join(folder, 'leaked.txt')
  await writeFile(file, `${createHash('sha1').update(LEAKED).digest('hex').toUpperCase()}:3\r\n`)
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl, (config) => ({ ...config, breachedPasswordsFile: file }))
  admin = apiAs(server, await adminToken(server, database))
  merchant = await aMerchant(database)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

/** A place where somebody chooses a password: how to send one there, and a password that says who they are. */
type Place = { send: (password: string) => Promise<Answer>; personal: string }
let logins = 0

const PLACES: Record<string, () => Promise<Place>> = {
  changeMyPassword: async () => {
    const user = await aMerchantLogin(database, 'manager', merchant)
    const signedIn = await server.call('/v1/sessions', { body: { login: user.login, password: PASSWORD } })
    const own = apiAs(server, String(signedIn.body['access_token']))
    return { send: (newPassword) => own.post('/v1/account/password', { password: PASSWORD, newPassword }), personal: `${user.login}!` }
  },
  changeMemberPassword: async () => {
    const member = await aMember(database, ABOUT)
    const own = apiAs(server, await memberTokenOf(server, member))
    const send = (newPassword: string) => own.post('/v1/me/password', { password: member.password, newPassword })
    return { send, personal: '0955123987xx' }
  },
  setMemberPassword: async () => {
    const { memberId } = await aMember(database, { name: 'Wu Ta-You' })
    return { send: (password) => admin.put(`/v1/admin/members/${memberId}/password`, { password }), personal: 'Wu.Ta.You.99' }
  },
  addUserToMerchant: async () => ({
    send: (password) => admin.post(`/v1/admin/merchants/${merchant.merchantId}/users`, newUser(password)),
    personal: 'roland-m-2026',
  }),
  addMyUser: async () => {
    const manager = apiAs(server, await managerToken(server, merchant))
    return { send: (password) => manager.post('/v1/merchant/users', newUser(password)), personal: 'RolandMustermann' }
  },
  setBindingPassword: async () => {
    const { cardId, cardNo } = await aCard(database, { ownerId: (await aMember(database)).memberId })
    return { send: (password) => admin.put(`/v1/admin/cards/${cardId}/binding-password`, { password }), personal: cardNo }
  },
  setMyBindingPassword: async () => {
    const member = await aMember(database, { name: 'Kao Li-Hsin' })
    const { cardId } = await aCard(database, { ownerId: member.memberId })
    const own = apiAs(server, await memberTokenOf(server, member))
    return { send: (password) => own.put(`/v1/me/cards/${cardId}/binding-password`, { password }), personal: 'kaolihsin' }
  },
}
const newUser = (password: string) => ({ login: `roland-m-${++logins}`, name: 'Roland Mustermann', role: 'cashier', password })

describe('a password that is easy to guess', () => {
  it('has its places listed here, every one that the API declares', () => {
    const declared = Object.values<(typeof API)[keyof typeof API]>(API)
      .filter((endpoint) => 'problems' in endpoint && (endpoint.problems as readonly string[]).includes('password_too_common'))
      .map(({ id }) => id)
    expect(Object.keys(PLACES).toSorted()).toEqual(declared.toSorted())
  })

  it.each(Object.keys(PLACES))('is refused by %s: a common one, one about its owner, a leaked one; a good one is taken', async (id) => {
    const { send, personal } = await PLACES[id]!()
    const answers = []
    for (const password of ['1q2w3e4r5t', personal, LEAKED]) answers.push(verdict(await send(password)))
    expect(answers).toEqual(['422 password_too_common', '422 password_too_personal', '422 password_leaked'])
    expect((await send('seven quiet lanterns')).status).toBeLessThan(300)
  })

  it('is refused with something added, mirrored, respelled or repeated, and for the name of the product', async () => {
    const member = await aMember(database)
    const send = async (password: string) => verdict(await admin.put(`/v1/admin/members/${member.memberId}/password`, { password }))
    for (const common of ['Password1234', 'P@ssw0rd2026', 'drowssap321', 'qwertyuiop', 'iloveyou123', 'abc123abc123', '1234567890']) {
      expect([common, await send(common)]).toEqual([common, '422 password_too_common'])
    }
    expect(await send('mpswallet2026')).toBe('422 password_too_personal')
  })

  it('of a card is refused after who may not set it, whose others’ numbers it does not give away', async () => {
    const owner = await aMember(database, { name: 'An owner', phone: '+886955777333' })
    const { cardId } = await aCard(database, { ownerId: owner.memberId })
    const guest = await aMember(database)
    const path = `/v1/me/cards/${cardId}/binding-password`
    const stranger = apiAs(server, await memberTokenOf(server, await aMember(database)))
    expect(verdict(await stranger.put(path, { password: '955777333' }))).toBe('404 not_found')
    await admin.put(`/v1/admin/cards/${cardId}/members/${guest.memberId}`, { role: 'admin' })
    const asGuest = apiAs(server, await memberTokenOf(server, guest))
    expect(verdict(await asGuest.put(path, { password: '955777333' }))).toBe(verdict(await asGuest.put(path, { password: '955777332' })))
    const asOwner = apiAs(server, await memberTokenOf(server, owner))
    expect(verdict(await asOwner.put(path, { password: '955777333' }))).toBe('422 password_too_personal')
  })
})

it('refuses a PIN that anybody tries first, wherever one is chosen', async () => {
  const manager = apiAs(server, await managerToken(server, merchant))
  const till = apiAs(server, await (await aDevice(database, server, merchant)).token())
  const of = merchant.cashierId
  const person = () => ({ login: `pin-${++logins}`, name: 'Somebody', role: 'cashier' })
  const places: Record<string, (pin: string) => Promise<Answer>> = {
    addUserToMerchant: (pin) => admin.post(`/v1/admin/merchants/${merchant.merchantId}/users`, { ...person(), pin }),
    setPinAtMerchant: (pin) => admin.put(`/v1/admin/merchants/${merchant.merchantId}/users/${of}/pin`, { pin }),
    addMyUser: (pin) => manager.post('/v1/merchant/users', { ...person(), pin }),
    setMyUserPin: (pin) => manager.put(`/v1/merchant/users/${of}/pin`, { pin }),
    choosePin: (newPin) => till.post(`/v1/terminal/roster/${of}/pin`, { pin: '1234', newPin }),
  }
  for (const [id, choose] of Object.entries(places)) {
    const answers = []
    for (const simple of ['0000', '2345', '4321', '1212', '1985']) answers.push(verdict(await choose(simple)))
    expect([id, ...new Set(answers)]).toEqual([id, '422 pin_too_simple'])
  }
  expect(verdict(await places['choosePin']!('7302'))).toBe('204')
})
