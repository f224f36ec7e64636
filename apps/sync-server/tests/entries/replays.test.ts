import { sign } from 'node:crypto'
import { entryHash, uuidv7 } from '@mps/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPayer, aShop, cardRow, ledgerFaults } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { signEntry, someCodes, Till } from '../support/till.ts'

let database: TestDatabase
let server: TestServer
let second: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  // Another instance: the same secrets, as instances behind one balancer have.
  const { file } = server.context.config.secrets
  second = await startTestServer(database.appUrl, (config) => ({ ...config, secrets: { file, text: undefined } }))
})
afterAll(async () => {
  await second.stop()
  await server.stop()
  await database.drop()
})

describe('one key', () => {
  it('settles once when sent 20 times at once to two instances, and every answer is the same', async () => {
    const { till } = await aShop(database, server)
    const payer = await aPayer(database, server)
    const charge = await till.charge(await payer.code())
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => till.send(i % 2 ? server : second, [charge], { live: i % 3 === 0 })),
    )
    const outcomes = answers.map(([outcome]) => ({ ...outcome, replayed: undefined }))
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1)
    expect(outcomes[0]).toMatchObject({ state: 'settled' })
    expect(answers.filter(([outcome]) => !outcome!['replayed'])).toHaveLength(1)
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(900_00)
  })

  it('refuses another amount or another card under it, and harms no other entry of the set', async () => {
    const { till, device } = await aShop(database, server)
    const payer = await aPayer(database, server)
    const other = await aPayer(database, server)
    const first = await till.charge(await payer.code())
    await till.send(server, [first])
    const otherAmount = await till.charge(await payer.code(), { id: first.id, amount: 1_00 })
    const good = await till.charge(await payer.code(), { amount: 7_00 })
    const otherCard = await till.charge(await other.code(), { id: first.id })
    const outcomes = await till.send(server, [otherAmount, good, otherCard])
    expect(outcomes).toMatchObject([
      { id: first.id, state: 'rejected', code: 'idempotency_key_reused', retryable: false },
      { id: good.id, state: 'settled', final: 7_00 },
      { id: first.id, state: 'rejected', code: 'idempotency_key_reused' },
    ])
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(893_00)
    expect((await cardRow(database.owner, other.cardId)).balance).toBe(1000_00)
    expect(device.epoch).toBe(1)
  })

  it('is answered again within one set, and by terminals apart from one another', async () => {
    const [one, two] = [await aShop(database, server), await aShop(database, server)]
    const payer = await aPayer(database, server)
    const charge = await one.till.charge(await payer.code())
    const outcomes = await one.till.send(server, [charge, charge])
    expect(outcomes[1]).toEqual({ ...outcomes[0], replayed: true })
    const same = await two.till.charge(await payer.code(), { id: charge.id })
    expect(await two.till.send(server, [same])).toMatchObject([{ id: charge.id, state: 'settled', outcomeNo: 1 }])
  })

  it('is told again by the outcomes call', async () => {
    const { till, device } = await aShop(database, server)
    const payer = await aPayer(database, server)
    const charges = [await till.charge(await payer.code()), await till.charge(await payer.code(), { amount: 9999_00 })]
    const outcomes = await till.send(server, charges)
    const { body } = await server.call('/v1/terminal/outcomes?after=0', { token: await device.token() })
    expect(body).toMatchObject({ outcomes, lastOutcomeNo: 2 })
    const later = await server.call('/v1/terminal/outcomes?after=1', { token: await device.token() })
    expect(later.body).toMatchObject({ outcomes: [outcomes[1]] })
  })
})

describe('a set', () => {
  it('settles the good ones and names what is wrong with each other', async () => {
    const { till, device } = await aShop(database, server)
    const stranger = await aShop(database, server)
    const payer = await aPayer(database, server)
    const [a, b, c, d] = [await payer.code(), await payer.code(), await payer.code(), await payer.code()]
    const first = await till.charge(a, { amount: 10_00 })
    const wrongCode = { ...(await till.charge(b, { amount: 10_00 })), code: c.code }
    const good = await till.charge(c, { amount: 20_00 })
    const foreignKey = await signEntry(JSON.stringify({ ...(JSON.parse(good.body) as object), id: uuidv7(), seq: 99 }), stranger.device)
    const unknown = await signEntry(JSON.stringify({ ...(JSON.parse(good.body) as object), id: uuidv7(), epoch: 7, seq: 1 }), device)
    const tooPrecise = await till.charge(d, { amount: 10.5, final: 10 })
    const outcomes = await till.send(server, [
      first,
      wrongCode,
      good,
      foreignKey,
      unknown,
      tooPrecise,
      { body: 'not json', sig: good.sig },
      { body: good.body, sig: 'short' },
      { ...good, sig: good.sig, body: good.body.replace('2000', '1') },
    ] as never)
    expect(outcomes.map(({ state, code }) => code ?? state)).toEqual([
      'settled',
      'malformed_entry',
      'settled',
      'bad_signature',
      'unknown_key',
      'malformed_entry',
      'malformed_entry',
      'malformed_entry',
      'bad_signature',
    ])
    expect((await cardRow(database.owner, payer.cardId)).balance).toBe(970_00)
  })

  it('finds and names an edited entry in the middle of a signed run', async () => {
    const { till } = await aShop(database, server)
    const payer = await aPayer(database, server)
    const codes = await someCodes(server, payer.memberId, payer.cardId, 9)
    const run = []
    for (const code of codes) run.push(await till.charge(code, { amount: 1_00 }))
    const edited = run.map((entry, i) => (i === 4 ? { ...entry, body: entry.body.replace('"amount":100,', '"amount":1,') } : entry))
    const outcomes = await till.send(server, edited)
    expect(outcomes.map(({ state, code }) => code ?? state)).toEqual(run.map((_, i) => (i === 4 ? 'bad_signature' : 'settled')))
    // The true one still settles, into the gap.
    expect(await till.send(server, [run[4]!])).toMatchObject([{ id: run[4]!.id, state: 'settled' }])
  })

  it('needs one good signature at the end of a run, whatever stands before it', async () => {
    const { till } = await aShop(database, server)
    const payer = await aPayer(database, server)
    const codes = await someCodes(server, payer.memberId, payer.cardId, 3)
    const run = []
    for (const code of codes) run.push(await till.charge(code, { amount: 1_00 }))
    const damaged = [{ ...run[0]!, sig: run[1]!.sig }, run[1]!, run[2]!]
    expect(await till.send(server, damaged)).toMatchObject([{ state: 'settled' }, { state: 'settled' }, { state: 'settled' }])
  })

  it('takes entries in any order of arrival, and refuses a second entry under a number and a broken chain', async () => {
    const { till, device } = await aShop(database, server)
    const payer = await aPayer(database, server)
    const codes = await someCodes(server, payer.memberId, payer.cardId, 5)
    const [one, two, three] = [await till.charge(codes[0]!), await till.charge(codes[1]!), await till.charge(codes[2]!)]
    expect(await till.send(server, [three])).toMatchObject([{ state: 'settled' }])
    expect(await till.send(server, [one])).toMatchObject([{ state: 'settled' }])
    const rewritten = (change: object) =>
      signEntry(JSON.stringify({ ...(JSON.parse(two.body) as object), id: uuidv7(), ...change }), device)
    expect(await till.send(server, [await rewritten({ amount: 5 })])).toMatchObject([{ state: 'rejected', code: 'broken_chain' }])
    expect(await till.send(server, [await rewritten({ prev: three.hash })])).toMatchObject([{ state: 'rejected', code: 'broken_chain' }])
    expect(await till.send(server, [two])).toMatchObject([{ state: 'settled' }])
    expect(await till.send(server, [await rewritten({})])).toMatchObject([{ state: 'rejected', code: 'sequence_fork' }])
    const fork = Object.assign(new Till(device), { seq: till.seq, prev: three.hash })
    const [left, right] = [await till.charge(codes[3]!), await fork.charge(codes[4]!)]
    expect(await till.send(server, [left, right])).toMatchObject([{ state: 'settled' }, { state: 'rejected', code: 'sequence_fork' }])
    const { rows } = await database.owner.query('select missing from monitoring.terminal_gaps where terminal_id = $1', [device.terminalId])
    expect(rows).toEqual([])
  })

  it('knows the last stored entry: neither is a second taken under its number, nor one behind it that does not follow it', async () => {
    const { till, device } = await aShop(database, server)
    const payer = await aPayer(database, server)
    const codes = await someCodes(server, payer.memberId, payer.cardId, 3)
    const [one, two] = [await till.charge(codes[0]!), await till.charge(codes[1]!)]
    await till.send(server, [one, two])
    const again = Object.assign(new Till(device), { seq: 1, prev: one.hash })
    expect(await till.send(server, [await again.charge(codes[2]!)])).toMatchObject([{ state: 'rejected', code: 'sequence_fork' }])
    const stray = Object.assign(new Till(device), { seq: 2, prev: one.hash })
    expect(await till.send(server, [await stray.charge(codes[2]!)])).toMatchObject([{ state: 'rejected', code: 'broken_chain' }])
    expect(await till.send(server, [await till.charge(codes[2]!)])).toMatchObject([{ state: 'settled' }])
  })

  it('lets a poisoned entry among 64 fail alone', async () => {
    const { till } = await aShop(database, server)
    const payer = await aPayer(database, server)
    const codes = await someCodes(server, payer.memberId, payer.cardId, 64)
    await database.owner.query(
      `create function pg_temp_poison() returns trigger language plpgsql as $$ begin if new.raw_amount = 6.66 then raise exception 'poison' using errcode = '22012'; end if; return new; end $$;
       create trigger poison before insert on app.transactions for each row execute function pg_temp_poison()`,
    )
    const entries = []
    for (const [i, code] of codes.entries()) entries.push(await till.charge(code, { amount: i === 37 ? 6_66 : 1_00 }))
    const outcomes = await till.send(server, entries)
    await database.owner.query('drop trigger poison on app.transactions; drop function pg_temp_poison')
    expect(outcomes.filter(({ state }) => state === 'settled')).toHaveLength(63)
    expect(outcomes[37]).toMatchObject({ id: entries[37]!.id, state: 'rejected', code: 'malformed_entry' })
    // Nothing was stored under its key: what was repaired settles.
    expect(await till.send(server, [entries[37]!])).toMatchObject([{ state: 'settled' }])
  })
})

describe('time', () => {
  const MINUTE = 60_000
  it('rejects what is dated ahead, behind its forerunner, or before a call that did not know of it', async () => {
    const { till, device } = await aShop(database, server)
    const payer = await aPayer(database, server)
    const codes = await someCodes(server, payer.memberId, payer.cardId, 4)
    const ahead = await till.charge(codes[0]!, { agoMs: -3 * MINUTE })
    expect(await till.send(server, [ahead])).toMatchObject([{ state: 'rejected', code: 'clock_untrusted', retryable: true }])
    const fresh = Object.assign(new Till(device), {})
    const now = await fresh.charge(codes[1]!)
    expect(await fresh.send(server, [now])).toMatchObject([{ state: 'settled' }])
    // The call above said that one entry had been made. This one claims to be older than that call.
    const backdated = await fresh.charge(codes[2]!, { agoMs: 10 * MINUTE })
    expect(await fresh.send(server, [backdated])).toMatchObject([{ state: 'rejected', code: 'clock_untrusted' }])
    await database.owner.query(`insert into app.entry_releases (terminal_id, entry_id, reason) values ($1, $2, 'the clock was wrong')`, [
      device.terminalId,
      backdated.id,
    ])
    expect(await fresh.send(server, [backdated])).toMatchObject([{ state: 'declined' }])
  })

  it('rejects what arrives after a month until an admin releases it', async () => {
    const { till, device } = await aShop(database, server)
    const payer = await aPayer(database, server)
    const late = await till.charge(await payer.code(), { agoMs: 31 * 24 * 60 * MINUTE })
    expect(await till.send(server, [late])).toMatchObject([{ state: 'rejected', code: 'arrived_too_late', retryable: true }])
    await database.owner.query(
      `insert into app.entry_releases (terminal_id, entry_id, reason) values ($1, $2, 'the till was in a drawer')`,
      [device.terminalId, late.id],
    )
    expect(await till.send(server, [late])).toMatchObject([{ state: 'declined', code: 'code_not_yet_valid' }])
  })
})

it('verifies signatures over the bytes as they came', async () => {
  const { till, device } = await aShop(database, server)
  const payer = await aPayer(database, server)
  const charge = await till.charge(await payer.code())
  const spaced = charge.body.replace('{"v":1', '{ "v": 1')
  const sig = sign(null, await entryHash(charge.body), device.privateKey).toString('base64url')
  expect(await till.send(server, [{ ...charge, body: spaced, sig }])).toMatchObject([{ state: 'rejected', code: 'bad_signature' }])
})

it('keeps the ledger whole through all of this', async () => {
  expect(await ledgerFaults(database.owner)).toEqual([])
})
