import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import * as shared from '../src/index.ts'
import { CONTRACTS } from './support/contracts.ts'
import { leavesOf, objectsOf, withValue } from './support/leaves.ts'
import { ANSWERS, REQUESTS } from './support/samples.ts'

const SAMPLES = [...REQUESTS, ...ANSWERS]
// What such a field of a query must not take for a number, and what no number field at all takes.
const NUMBER_TRICKS: unknown[] = [
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  2 ** 53,
  -(2 ** 53),
  1n,
  true,
  [1],
  {},
  '1',
  '',
  '0x1',
]
const QUERY_TRICKS = ['', ' 1', '1 ', '+1', '-1', '1.0', '1e2', '0x10', '١', '１', '1n', ['1'], { 0: '1' }, true, null, '9'.repeat(16)]
const POLLUTION = '{"__proto__":{"isAdmin":true}}'

function takes(schema: z.ZodType, value: unknown): boolean {
  return schema.safeParse(value).success
}

describe('every contract', () => {
  it('has a sample here', () => {
    const contracts = Object.entries(CONTRACTS).filter(
      ([, value]) => value instanceof z.ZodObject || value instanceof z.ZodDiscriminatedUnion,
    )
    expect(SAMPLES.map(({ name }) => name).toSorted()).toEqual(contracts.map(([name]) => name).toSorted())
  })
})

describe.each(SAMPLES)('$name', ({ schema, good, unknownKeys, name }) => {
  it('accepts a good one', () => {
    expect(schema.safeParse(good).error).toBeUndefined()
  })

  it('accepts it again after a trip over the wire, unchanged', () => {
    const parsed: unknown = schema.parse(good)
    expect(schema.parse(JSON.parse(JSON.stringify(good)))).toEqual(parsed)
  })

  it('keeps every value as it was sent', () => {
    // A query is text, and only there does a number change its form.
    expect(schema.parse(good)).toEqual(name === 'OutcomesQuery' ? { after: 12, limit: 100 } : good)
  })

  it('refuses what is no object', () => {
    expect([null, undefined, '', 'x', 0, 1n, true, [], [good], JSON.stringify(good)].filter((value) => takes(schema, value))).toEqual([])
  })

  it(`has unknown keys ${unknownKeys}`, () => {
    const read = schema.safeParse({ ...good, surprise: 1 })
    expect(read.data).toEqual(unknownKeys === 'refused' ? undefined : schema.parse(good))
  })

  it('lets no key of a hostile JSON reach a prototype', () => {
    const hostile: unknown = { ...good, ...(JSON.parse(POLLUTION) as object) }
    const result = schema.safeParse(Object.assign(JSON.parse(POLLUTION) as object, hostile))
    expect(Object.getPrototypeOf(result.data ?? {})).toBe(Object.prototype)
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })

  it('takes nothing but a safe integer for a number', () => {
    const numbers = leavesOf(good).filter(({ value }) => typeof value === 'number')
    const taken = numbers.flatMap(({ path }) =>
      NUMBER_TRICKS.filter((trick) => takes(schema, withValue(good, path, trick))).map((trick) => `${path.join('.')}: ${inspect(trick)}`),
    )
    // The entries of a request are judged one by one, against SentEntry.
    expect(taken).toEqual([])
  })

  it('takes nothing but a text for a text', () => {
    const texts = leavesOf(good).filter(({ value, path }) => typeof value === 'string' && path[0] !== 'entries')
    const taken = texts.flatMap(({ path, value }) =>
      [1, true, [value], { toString: () => value }, Object(value) as unknown]
        .filter((trick) => takes(schema, withValue(good, path, trick)))
        .map((trick) => `${path.join('.')}: ${typeof trick}`),
    )
    expect(taken).toEqual([])
  })
})

describe.each(REQUESTS.filter(({ unknownKeys }) => unknownKeys === 'refused'))(
  '$name, as it is stored or decided on',
  ({ schema, good, name }) => {
    it('refuses an unknown key in any object within it', () => {
      const taken = objectsOf(good).filter((path) => {
        const inner = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], good)
        return takes(schema, withValue(good, path, { ...(inner as object), surprise: 1 }))
      })
      expect(taken).toEqual([])
    })

    it('refuses a text that PostgreSQL could not hold or that has no single UTF-8 form', () => {
      // A password goes to bcrypt and an assertion to a JWT parser; a code is only hashed. No store sees them.
      const exempt = ['password', 'client_assertion', 'assertion', 'code', ...(name === 'SentEntry' ? ['body'] : [])]
      const texts = leavesOf(good).filter(({ path, value }) => typeof value === 'string' && !exempt.includes(String(path.at(-1))))
      const taken = texts.flatMap(({ path, value }) =>
        ['\0', '\ud800', '\udc00', '\x7f', '\x1b[2J', '\n'].filter((mark) =>
          takes(schema, withValue(good, path, `${String(value)}${mark}`)),
        ),
      )
      expect(taken).toEqual([])
    })
  },
)

describe('a query', () => {
  it.each(QUERY_TRICKS)('takes no %j for a number', (trick) => {
    expect(takes(shared.OutcomesQuery, { after: trick })).toBe(false)
    expect(takes(shared.OutcomesQuery, { limit: trick })).toBe(false)
  })

  it('has its defaults and its limits', () => {
    expect(shared.OutcomesQuery.parse({})).toEqual({ after: 0, limit: 200 })
    expect(['0', '501'].map((limit) => takes(shared.OutcomesQuery, { limit }))).toEqual([false, false])
    expect(takes(shared.OutcomesQuery, { after: String(2 ** 48 + 1) })).toBe(false)
  })

  it.each(['2026-02-30', '0000-01-01', '2026-1-1', '2026-11-23T00:00:00Z', '２０２６-11-23', ''])('takes no %j for a day', (day) => {
    expect(takes(shared.TerminalTotalsQuery, { day })).toBe(false)
  })
})
