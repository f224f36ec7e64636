import { IssueCodesResponse, luhnDigit, Problem, TypedCode } from '@mps/shared'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { asMember } from '../../src/db/transactions.ts'
import { issueCodes } from '../../src/me/issue-codes.ts'
import { typedDigits } from '../../src/terminals/typed-digits.ts'
import { verdict } from '../support/api.ts'
import { ageCode, aPayer, aShop, cardRow, type Payer, type Shop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts'

type Shown = IssueCodesResponse['codes'][number] & { digits: string }

describe('a code that a cashier types', () => {
  let database: TestDatabase
  let server: TestServer
  let shop: Shop
  let payer: Payer

  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startTestServer(database.appUrl)
    shop = await aShop(database, server)
    payer = await aPayer(database, server, { cardType: 'corporate' })
  })
  afterAll(async () => {
    await server.stop()
    await database.drop()
  })
  // Each case counts from nothing.
  afterEach(() => database.owner.query('delete from auth.typing_attempts'))

  const show = async ({ memberId, cardId }: Payer = payer, count = 1) =>
    IssueCodesResponse.parse(await issueCodes(server.context, memberId, cardId, count)).codes as Shown[]
  const type = async (cardNo: string, digits: string, { device }: Shop = shop) =>
    server.call('/v1/terminal/typed-codes', { token: await device.token(), body: { cardNo, digits } })
  const withoutId = (answer: Answer) => ({ ...Problem.parse(answer.body), requestId: '' })
  const otherDigits = (digits: string) => String((Number(digits) + 1) % 100_000_000).padStart(8, '0')

  it('is found by card number and digits, and charged by its hash alone at the price that it carries', async () => {
    const [older, code] = [...(await show()), ...(await show())]
    const answer = await type(payer.cardNo, code!.digits)
    expect(TypedCode.parse(answer.body)).toMatchObject({
      codeHash: code!.codeHash,
      cardType: 'corporate',
      discount: 850,
      expiresAt: code!.expiresAt,
    })
    const { codeHash } = TypedCode.parse((await type(payer.cardNo, older!.digits)).body)
    const before = (await cardRow(database.owner, payer.cardId)).balance
    const typed = { cardEnding: payer.cardNo.slice(-4) }
    const charge = await shop.till.charge({ ...older!, codeHash }, { amount: 200_00, withoutCode: true, fields: { typed } })
    expect(charge.code).toBeUndefined()
    expect(await shop.till.send(server, [charge])).toMatchObject([{ state: 'settled', discount: 850, final: 170_00 }])
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(before - 170_00)
  })

  it('has one answer for every reason why it names nothing', async () => {
    const stranger = await aPayer(database, server)
    const [strangers] = await show(stranger)
    const [alive, waiting] = await show(payer, 2)
    const [spent, expired] = [...(await show()), ...(await show())]
    await shop.till.send(server, [await shop.till.charge(spent!)])
    await ageCode(database.owner, expired!, 20 * 60_000)
    const gone = await aPayer(database, server)
    const [revoked] = await show(gone)
    await asMember(database.admin, gone.memberId, (client) => client.query('select app.freeze_card($1)', [gone.cardId]))
    const nobodys = '000000000000001'
    const answers = [
      await type(nobodys + luhnDigit(nobodys), alive!.digits),
      await type(payer.cardNo, otherDigits(alive!.digits)),
      await type(payer.cardNo, strangers!.digits),
      await type(payer.cardNo, waiting!.digits),
      await type(payer.cardNo, spent!.digits),
      await type(payer.cardNo, expired!.digits),
      await type(gone.cardNo, revoked!.digits),
    ]
    expect(verdict(answers[0]!)).toBe('409 typed_code_wrong')
    expect(new Set(answers.map((answer) => JSON.stringify(withoutId(answer)))).size).toBe(1)
    expect(verdict(await type(payer.cardNo, alive!.digits))).toBe('200')
  })

  it('is guessed ten times at one card and no more, by however many tills at once, also at a card that nobody has', async () => {
    const [code] = await show()
    const second = await aShop(database, server)
    const nobodys = '000000000000002'
    for (const [cardNo, digits] of [
      [payer.cardNo, code!.digits],
      [nobodys + luhnDigit(nobodys), '00000000'],
    ] as const) {
      const guesses = await Promise.all(Array.from({ length: 14 }, (_, i) => type(cardNo, otherDigits(digits), i % 2 ? shop : second)))
      expect(guesses.map(verdict).toSorted()).toEqual([
        ...Array<string>(10).fill('409 typed_code_wrong'),
        ...Array<string>(4).fill('429 locked_out'),
      ])
      const locked = await type(cardNo, digits)
      expect(verdict(locked)).toBe('429 locked_out')
      expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    await database.owner.query(`update auth.typing_attempts set since = since - interval '15 minutes'`)
    expect(verdict(await type(payer.cardNo, code!.digits))).toBe('200')
  })

  it('is guessed thirty times at one till; what was right is not counted, and another till goes on', async () => {
    const payers = await Promise.all([1, 2, 3, 4].map(() => aPayer(database, server)))
    const shown = await Promise.all(payers.map(async (one) => ({ cardNo: one.cardNo, digits: (await show(one))[0]!.digits })))
    for (const { cardNo, digits } of shown) expect(verdict(await type(cardNo, digits))).toBe('200')
    for (const { cardNo, digits } of shown.slice(0, 3)) {
      for (let i = 0; i < 10; i++) expect(verdict(await type(cardNo, otherDigits(digits)))).toBe('409 typed_code_wrong')
    }
    const last = shown[3]!
    expect(verdict(await type(last.cardNo, last.digits))).toBe('429 locked_out')
    expect(verdict(await type(last.cardNo, last.digits, await aShop(database, server)))).toBe('200')
  })

  it('has digits that depend on the server’s key and are kept nowhere', async () => {
    const [code] = await show()
    expect(code!.digits).toBe(typedDigits(server.context.keys, payer.cardNo, code!.codeHash))
    expect(code!.digits).not.toBe(typedDigits({ tokenSecret: new Uint8Array(48) }, payer.cardNo, code!.codeHash))
    await type(payer.cardNo, code!.digits)
    const { rows } = await database.owner.query<{ row: string }>(
      `select to_jsonb(q)::text as row from app.card_qr_history q where q.qr_hash = decode($1, 'hex')
       union all select to_jsonb(a)::text from auth.typing_attempts a union all select to_jsonb(e)::text from audit.event_log e`,
      [code!.codeHash],
    )
    expect(rows.filter(({ row }) => row.includes(code!.digits))).toEqual([])
    expect(server.log.join('\n')).not.toContain(code!.digits)
  })

  it('is noted in the audit trail, found or refused', async () => {
    const [code] = await show()
    await type(payer.cardNo, otherDigits(code!.digits))
    await type(payer.cardNo, code!.digits)
    const { rows } = await database.owner.query<{ action: string }>(
      `select action from audit.event_log where object_id = $1 and action like 'code.typ%' order by id desc limit 2`,
      [shop.device.terminalId],
    )
    expect(rows.map(({ action }) => action)).toEqual(['code.typed', 'code.typing_refused'])
  })
})
