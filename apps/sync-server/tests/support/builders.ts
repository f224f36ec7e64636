import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { ASSERTION_TYPE, type CardType, TOKEN_AUDIENCE } from '@mps/shared'
import { type JWTHeaderParameters, SignJWT } from 'jose'
import { enrolment } from '../../src/admin/enrol.ts'
import { PLATFORM_ADMIN, type TestDatabase } from './test-database.ts'
import type { TestServer } from './test-server.ts'

/** The lowest cost: tests hash many PINs and prove nothing about bcrypt. */
const BCRYPT_COST = 4
const enrol = (database: TestDatabase) => enrolment(database.admin, PLATFORM_ADMIN, BCRYPT_COST)

let made = 0
const unique = () => `${process.pid}-${++made}`

export type Merchant = { merchantId: string; cashierId: string; managerId: string }

/** A shop with a cashier (PIN 1234) and a manager (PIN 9876); `policy` changes fields of its first policy. */
export async function aMerchant(database: TestDatabase, { policy }: { policy?: Record<string, unknown> } = {}): Promise<Merchant> {
  const name = unique()
  const merchantId = await enrol(database).merchant({ code: `shop-${name}`, name: `Shop ${name}`, feeRate: '0.0150' })
  if (policy) await enrol(database).policy(merchantId, policy)
  const staff = (role: 'cashier' | 'manager', pin: string) =>
    enrol(database).staff(merchantId, { login: `${role}-${name}`, name: `${role} ${name}`, role, pin })
  return { merchantId, cashierId: await staff('cashier', '1234'), managerId: await staff('manager', '9876') }
}

/** A terminal that waits to be paired. */
export async function aTerminal(database: TestDatabase, merchantId: string): Promise<{ terminalId: string; pairingCode: string }> {
  const terminalId = await enrol(database).terminal(merchantId, `Till ${unique()}`)
  return { terminalId, pairingCode: await enrol(database).pairingCode(terminalId) }
}

export type MemberOptions = { name?: string; phone?: string; email?: string }
export type Member = { memberId: string; memberNo: string; password: string }

export async function aMember(database: TestDatabase, { name = `Member ${unique()}`, phone, email }: MemberOptions = {}): Promise<Member> {
  const password = 'correct horse battery staple'
  const memberId = await enrol(database).member({ name, phone: phone ?? null, email: email ?? null, password })
  const { rows } = await database.owner.query<{ member_no: string }>('select member_no from app.member_profiles where id = $1', [memberId])
  return { memberId, memberNo: rows[0]!.member_no, password }
}

export type Card = { cardId: string; cardNo: string }
export type CardOptions = { ownerId: string; cardType?: CardType; balance?: number; fixedDiscount?: string }

/** A card with a balance in minor units; corporate cards get a discount of 15 % unless told otherwise. */
export async function aCard(
  database: TestDatabase,
  { ownerId, cardType = 'standard', balance = 0, fixedDiscount }: CardOptions,
): Promise<Card> {
  const discount = cardType === 'corporate' ? (fixedDiscount ?? '0.850') : null
  const isVoucher = cardType === 'voucher'
  const cardId = await enrol(database).card({ ownerId, cardType, fixedDiscount: discount, balance: isVoucher ? balance : 0 })
  if (balance > 0 && !isVoucher) await enrol(database).recharge(cardId, balance)
  const { rows } = await database.owner.query<{ card_no: string }>('select card_no from app.member_cards where id = $1', [cardId])
  return { cardId, cardNo: rows[0]!.card_no }
}

export type AssertionChanges = {
  header?: Partial<JWTHeaderParameters>
  claims?: Record<string, unknown>
  key?: KeyObject | Uint8Array
}

/** A paired device, with the key that never leaves it. */
export type Device = {
  terminalId: string
  epoch: number
  merchant: Merchant
  privateKey: KeyObject
  publicKey: Buffer
  /** A client assertion; the changes make it a wrong one. */
  assertion(changes?: AssertionChanges): Promise<string>
  /** A fresh access token. */
  token(): Promise<string>
}

/** Pairs a device with a new terminal, over HTTP as a real one does. */
export async function aDevice(database: TestDatabase, server: Pick<TestServer, 'call'>, merchant?: Merchant): Promise<Device> {
  const shop = merchant ?? (await aMerchant(database))
  const { terminalId, pairingCode } = await aTerminal(database, shop.merchantId)
  return pairDevice(server, shop, terminalId, pairingCode)
}

/** Pairs a device by a code; again for the same terminal, it opens the next epoch. */
export async function pairDevice(
  server: Pick<TestServer, 'call'>,
  merchant: Merchant,
  terminalId: string,
  pairingCode: string,
): Promise<Device> {
  const { privateKey, publicKey: publicObject } = generateKeyPairSync('ed25519')
  const publicKey = publicObject.export({ type: 'spki', format: 'der' }).subarray(-32)
  const body = { pairingCode, publicKey: publicKey.toString('base64url'), app: 'test 1.0.0' }
  const answer = await server.call('/v1/terminal/pair', { body })
  if (answer.status !== 201) throw new Error(`pairing was refused: ${answer.text}`)
  const epoch = Number(answer.body['epoch'])
  const assertion = (changes?: AssertionChanges) => signAssertion(terminalId, epoch, privateKey, changes)
  const token = async () => {
    const granted = await server.call('/v1/terminal/token', { body: tokenRequest(await assertion()) })
    if (granted.status !== 200) throw new Error(`the token was refused: ${granted.text}`)
    return String(granted.body['access_token'])
  }
  return { terminalId, epoch, merchant, privateKey, publicKey, assertion, token }
}

function signAssertion(
  terminalId: string,
  epoch: number,
  privateKey: KeyObject,
  { header, claims, key }: AssertionChanges = {},
): Promise<string> {
  const nowS = Math.floor(Date.now() / 1000)
  const own = { iss: terminalId, sub: terminalId, aud: TOKEN_AUDIENCE, jti: randomUUID(), iat: nowS, exp: nowS + 120 }
  const payload: Record<string, unknown> = { ...own, ...claims }
  return new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', kid: String(epoch), ...header }).sign(key ?? privateKey)
}

export function tokenRequest(assertion: string): Record<string, string> {
  return { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: assertion }
}
