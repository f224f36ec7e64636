import { createPublicKey, verify } from 'node:crypto'
import { checkPaymentCode, CodeStatus, IssueCodesResponse, MemberTransactions, paymentCodeHash, Problem, uuidv7 } from '@mps/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enrolment } from '../../src/admin/enrol.ts'
import { asMember } from '../../src/db/transactions.ts'
import { aCard, aMember, type Card, type Member } from '../support/builders.ts'
import { aShop } from '../support/shop.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../support/test-database.ts'
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts'
import { memberToken } from './me-token.ts'

const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex')

describe('a member’s payment codes', () => {
  let database: TestDatabase
  let server: TestServer
  let member: Member
  let token: string
  let card: Card

  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startTestServer(database.appUrl)
    member = await aMember(database)
    token = await memberToken(server, member)
    card = await aCard(database, { ownerId: member.memberId, cardType: 'prepaid', balance: 750_00 })
  })
  afterAll(async () => {
    await server.stop()
    await database.drop()
  })

  const issue = (cardId: string, body: unknown = {}, bearer = token) => server.call(`/v1/me/cards/${cardId}/codes`, { body, token: bearer })
  const issued = async (cardId: string, count = 1, bearer = token) =>
    IssueCodesResponse.parse((await issue(cardId, { count }, bearer)).body).codes
  const status = (codeHash: string, bearer = token) => server.call(`/v1/me/codes/${codeHash}`, { token: bearer })
  const stateOf = async (codeHash: string) => CodeStatus.parse((await status(codeHash)).body).state
  const codeOf = (answer: Answer) => `${answer.status} ${String(answer.body['code'])}`
  const withoutId = (answer: Answer) => ({ ...Problem.parse(answer.body), requestId: '' })
  const freeze = (cardId: string) =>
    asMember(database.admin, member.memberId, (client) => client.query('select app.freeze_card($1)', [cardId]))

  it('are genuine, alive, and carry what the card is worth now', async () => {
    const [code] = await issued(card.cardId)
    const check = await checkPaymentCode(code!.code, verifySignature, Date.now() / 1000)
    expect(check).toMatchObject({
      ok: true,
      code: { cardNo: card.cardNo, cardType: 'prepaid', ttlS: 900, discountPermille: 1000, offlineLimitMinor: 500_00 },
    })
    expect(code!.offlineLimit).toBe(500_00)
    expect(Date.parse(code!.expiresAt) - Date.parse(code!.validFrom)).toBe(900_000)
    expect(await stateOf(code!.codeHash)).toBe('alive')
  })

  it('are known to the server by their hash alone', async () => {
    const [code] = await issued(card.cardId)
    expect(code!.codeHash).toBe(await paymentCodeHash(code!.code))
    const { rows } = await database.owner.query<{ row: string }>(
      `select to_jsonb(q)::text as row from app.card_qr_history q where q.qr_hash = decode($1, 'hex')`,
      [code!.codeHash],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]!.row).not.toContain(code!.code.slice(5))
    expect(server.log.join('\n')).not.toContain(code!.code)
  })

  it('come up to five at a time, each beginning when the one before it ends', async () => {
    const codes = await issued(card.cardId, 5)
    expect(codes).toHaveLength(5)
    expect(codes.slice(1).map(({ validFrom }) => validFrom)).toEqual(codes.slice(0, -1).map(({ expiresAt }) => expiresAt))
    expect(new Set(codes.map(({ code }) => code)).size).toBe(5)
    expect(await Promise.all(codes.map(({ codeHash }) => stateOf(codeHash)))).toEqual(['alive', ...Array(4).fill('waiting')])
    for (const count of [0, 6, 1.5, '2']) expect(codeOf(await issue(card.cardId, { count }))).toBe('422 validation_failed')
  })

  it('do not end the ones before them', async () => {
    const [older] = await issued(card.cardId)
    await issued(card.cardId)
    expect(await stateOf(older!.codeHash)).toBe('alive')
  })

  it('end when the member revokes them', async () => {
    const codes = await issued(card.cardId, 2)
    const answer = await server.call(`/v1/me/cards/${card.cardId}/codes/revoke`, { body: {}, token })
    expect(answer.status).toBe(204)
    expect(await Promise.all(codes.map(({ codeHash }) => stateOf(codeHash)))).toEqual(['revoked', 'revoked'])
  })

  it('expire by the server’s clock', async () => {
    const [code] = await issued(card.cardId)
    await database.owner.query(
      `update app.card_qr_history set valid_from = valid_from - interval '1 hour', expires_at = expires_at - interval '1 hour'
       where qr_hash = decode($1, 'hex')`,
      [code!.codeHash],
    )
    expect(await stateOf(code!.codeHash)).toBe('expired')
  })

  it('are refused for a card of another member as for one that does not exist', async () => {
    const other = await aMember(database)
    const foreign = await aCard(database, { ownerId: other.memberId, balance: 100_00 })
    const unknown = await issue(uuidv7())
    expect(codeOf(unknown)).toBe('404 not_found')
    expect(withoutId(await issue(foreign.cardId))).toEqual(withoutId(unknown))
    expect(withoutId(await issue('not-an-id'))).toEqual(withoutId(unknown))
    const revoke = await server.call(`/v1/me/cards/${foreign.cardId}/codes/revoke`, { body: {}, token })
    expect(withoutId(revoke)).toEqual(withoutId(unknown))
  })

  it('are refused for a viewer, and given to a member of the same card', async () => {
    const shared = await aCard(database, { ownerId: member.memberId, cardType: 'corporate', balance: 100_00 })
    const bind = enrolment(database.admin, PLATFORM_ADMIN).bind
    const [viewer, payer] = [await aMember(database), await aMember(database)]
    await bind(shared.cardId, viewer.memberId, 'viewer')
    await bind(shared.cardId, payer.memberId, 'member')
    const viewerToken = await memberToken(server, viewer)
    expect(codeOf(await issue(shared.cardId, {}, viewerToken))).toBe('409 code_issue_refused')
    expect((await server.call(`/v1/me/cards/${shared.cardId}/codes/revoke`, { body: {}, token: viewerToken })).status).toBe(403)
    expect(await issued(shared.cardId, 1, await memberToken(server, payer))).toMatchObject([{ discount: 850 }])
  })

  it('are refused for a frozen card, whose codes end with the freeze', async () => {
    const frozen = await aCard(database, { ownerId: member.memberId, balance: 100_00 })
    const [code] = await issued(frozen.cardId)
    await freeze(frozen.cardId)
    expect(codeOf(await issue(frozen.cardId))).toBe('409 code_issue_refused')
    expect(await stateOf(code!.codeHash)).toBe('revoked')
  })

  it('tell what was charged on them: an attempt that was declined, then the payment that spent them', async () => {
    const { till } = await aShop(database, server)
    const paying = await aCard(database, { ownerId: member.memberId, balance: 100_00 })
    const [code] = await issued(paying.cardId)
    await till.send(server, [await till.charge(code!, { amount: 100_01 })])
    const declined = CodeStatus.parse((await status(code!.codeHash)).body)
    expect(declined).toMatchObject({ state: 'alive', charge: { state: 'declined', code: 'insufficient_balance', final: 100_01 } })
    await till.send(server, [await till.charge(code!, { amount: 60_00 })])
    const spent = CodeStatus.parse((await status(code!.codeHash)).body)
    expect(spent).toMatchObject({ state: 'spent', charge: { state: 'settled', code: null, final: 60_00, points: 60 } })
    const { body } = await server.call(`/v1/me/cards/${paying.cardId}/transactions`, { token })
    const [newest, before] = MemberTransactions.parse(body).transactions
    expect(newest).toMatchObject({ txNo: spent.charge?.txNo, txType: 'payment', status: 'completed', finalAmount: 60_00, points: 60 })
    expect(before).toMatchObject({ txNo: declined.charge?.txNo, status: 'failed', declineCode: 'insufficient_balance', points: 0 })
  })

  it('tell their state to nobody but the member they were issued to', async () => {
    const [code] = await issued(card.cardId)
    const stranger = await memberToken(server, await aMember(database))
    const unknown = await status('0'.repeat(64))
    expect(codeOf(unknown)).toBe('404 not_found')
    expect(withoutId(await status(code!.codeHash, stranger))).toEqual(withoutId(unknown))
    expect(withoutId(await status('x'))).toEqual(withoutId(unknown))
  })

  it('are issued at most thirty times a minute for one card', async () => {
    const busy = await aCard(database, { ownerId: member.memberId })
    const answers = await Promise.all(Array.from({ length: 31 }, () => issue(busy.cardId)))
    const refused = answers.filter(({ status: code }) => code !== 201)
    expect(refused.map(codeOf)).toEqual(['429 too_many_requests'])
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await issue(card.cardId)).status).toBe(201)
  })

  it('always quote the card as it is, also while its balance moves', async () => {
    const moving = await aCard(database, { ownerId: member.memberId, balance: 100_00 })
    const recharges = Array.from({ length: 10 }, () => enrolment(database.admin, PLATFORM_ADMIN).recharge(moving.cardId, 100_00))
    const answers = await Promise.all([...Array.from({ length: 10 }, () => issue(moving.cardId)), ...recharges])
    expect(answers.slice(0, 10).map((answer) => (answer as Answer).status)).toEqual(Array(10).fill(201))
    expect((await issued(moving.cardId))[0]!.offlineLimit).toBe(1000_00)
  })

  async function verifySignature(keyId: number, message: Uint8Array, signature: Uint8Array): Promise<boolean | null> {
    const known = server.context.keys.publicKeys.find((key) => key.keyId === keyId)
    if (!known) return null
    const key = createPublicKey({ key: Buffer.concat([ED25519_SPKI, known.publicKey]), format: 'der', type: 'spki' })
    return verify(null, message, key, signature)
  }
})
