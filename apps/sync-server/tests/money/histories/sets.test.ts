import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectHolds } from '../../support/property.ts'
import { cardRow, ledgerFaults } from '../../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts'
import { startTestServer, type TestServer } from '../../support/test-server.ts'
import type { Made, ScannedCode, Till } from '../../support/till.ts'
import { type Answer, LATE_MS, World } from './world.ts'

/** `MPS_PROPERTY_RUNS=500 npx vitest run --project sync-server sets` is the full count; the suite runs a sample. */
const FULL_RUN_MS = 30 * 60_000
const CARD_TYPES = ['standard', 'prepaid', 'corporate', 'voucher'] as const
const BALANCE = 200_00

let database: TestDatabase
let server: TestServer
/** Two shops alike: what one settles as a set, the other settles one after another. */
let worlds: [World, World]
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  worlds = [await World.open(database, server, 2), await World.open(database, server, 2)]
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

/** What one entry of a set is to be; the same for both shops. `like` repeats an earlier entry as it was sent. */
type Spec =
  | { kind: 'charge'; till: number; code: number; amount: number; method: 'balance' | 'cash'; wrongQuote: boolean }
  | { kind: 'late'; code: number; amount: number }
  | { kind: 'like'; entry: number }
  | { kind: 'cash_in'; till: number; amount: number }
  | { kind: 'unknown_code'; till: number; amount: number }

const choice = fc.nat(1000)
const amount = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 250_00 }), fc.constantFrom(50_000_01, 199_99))
const someSpec: fc.Arbitrary<Spec> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('charge' as const),
      till: choice,
      code: choice,
      amount,
      method: fc.constantFrom('balance' as const, 'balance' as const, 'cash' as const),
      wrongQuote: fc.nat(9).map((n) => n === 0),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('late' as const), code: choice, amount }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('like' as const), entry: choice }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cash_in' as const), till: choice, amount: fc.integer({ min: 1, max: 100 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unknown_code' as const), till: choice, amount }) },
)
const someSet = fc.record({ codesPerCard: fc.integer({ min: 1, max: 4 }), specs: fc.array(someSpec, { minLength: 2, maxLength: 30 }) })

type Prepared = { cardIds: string[]; entries: Made[] }

async function prepare(world: World, codesPerCard: number, specs: readonly Spec[]): Promise<Prepared> {
  const { memberId, cards } = await world.cards(CARD_TYPES, BALANCE)
  const codes: ScannedCode[] = []
  for (const { cardId } of cards) for (let i = 0; i < codesPerCard; i++) codes.push(await world.code(memberId, cardId))
  const entries: Made[] = []
  for (const spec of specs) entries.push(await entryOf(world, spec, codes, entries))
  return { cardIds: cards.map(({ cardId }) => cardId), entries: inChainOrder(entries) }
}

async function entryOf(world: World, spec: Spec, codes: readonly ScannedCode[], entries: readonly Made[]): Promise<Made> {
  const tillOf = (number: number): Till => world.tills[number % world.tills.length]!
  if (spec.kind === 'like' && entries.length > 0) return entries[spec.entry % entries.length]!
  if (spec.kind === 'like' || spec.kind === 'cash_in') {
    return tillOf('till' in spec ? spec.till : 0).make('cash_in', { amount: 1, reason: 'change' })
  }
  if (spec.kind === 'unknown_code') {
    return tillOf(spec.till).charge(
      { code: 'MPS1:AA', codeHash: 'cd'.repeat(32), discount: 1000 },
      { amount: spec.amount, withoutCode: true },
    )
  }
  const code = codes[spec.code % codes.length]!
  if (spec.kind === 'late') return world.late.charge(code, { amount: spec.amount, agoMs: LATE_MS })
  const { amount: raw, method, wrongQuote } = spec
  return tillOf(spec.till).charge(code, { amount: raw, method, ...(wrongQuote && { final: raw + 1 }) })
}

/** As the server sends a set: the entries of one terminal in the order of their numbers, each where one of its terminal stood. */
function inChainOrder(entries: readonly Made[]): Made[] {
  const terminalOf = ({ body }: Made) => (JSON.parse(body) as { terminalId: string }).terminalId
  const queues = new Map<string, Made[]>()
  for (const entry of entries) queues.set(terminalOf(entry), [...(queues.get(terminalOf(entry)) ?? []), entry])
  for (const queue of queues.values()) queue.sort((a, b) => a.seq - b.seq)
  return entries.map((entry) => queues.get(terminalOf(entry))!.shift()!)
}

/** What of an answer is the same in both shops: all but ids, numbers and times. */
function told(answers: readonly Answer[]) {
  return answers.map(({ state, code, next, discount, final, points, replayed }) => ({
    state,
    code,
    next,
    discount,
    final,
    points,
    replayed,
  }))
}

/** Outcome numbers go up by one within a terminal. */
function gapsIn(entries: readonly Made[], answers: readonly Answer[]): number {
  const last = new Map<string, number>()
  let gaps = 0
  answers.forEach((answer, i) => {
    if (answer['replayed'] === true || typeof answer['outcomeNo'] !== 'number') return
    const { terminalId } = JSON.parse(entries[i]!.body) as { terminalId: string }
    const before = last.get(terminalId)
    if (before !== undefined && answer['outcomeNo'] !== before + 1) gaps += 1
    last.set(terminalId, answer['outcomeNo'])
  })
  return gaps
}

it(
  'a set settles exactly as its entries one after another would',
  () =>
    expectHolds(
      fc.asyncProperty(someSet, async ({ codesPerCard, specs }) => {
        const [together, apart] = [await prepare(worlds[0], codesPerCard, specs), await prepare(worlds[1], codesPerCard, specs)]
        const asSet = await worlds[0].settle(together.entries)
        const oneByOne: Answer[] = []
        for (const entry of apart.entries) oneByOne.push(await worlds[1].settleOne(entry))
        // As text, so that a report of a smallest counterexample shows both.
        expect(JSON.stringify(told(asSet))).toBe(JSON.stringify(told(oneByOne)))
        expect([gapsIn(together.entries, asSet), gapsIn(apart.entries, oneByOne)]).toEqual([0, 0])
        const cards = (ids: readonly string[]) => Promise.all(ids.map((id) => cardRow(database.owner, id)))
        expect(await cards(together.cardIds)).toEqual(await cards(apart.cardIds))
        expect(await ledgerFaults(database.owner)).toEqual([])
      }),
      5,
    ),
  FULL_RUN_MS,
)
