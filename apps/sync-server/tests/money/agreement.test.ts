import { applyDiscount, pointsFor } from '@mps/shared'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { byAdmin } from '../support/as-actor.ts'
import { propertySeed } from '../support/property.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { levelOf } from './histories/model.ts'
import { LEVEL_TABLES } from './histories/steps.ts'

/** All of them in one call over arrays, so that a hundred thousand cost no more than a second. */
const CASES = 100_000

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

function cases<T>(arbitrary: fc.Arbitrary<T>, numRuns = CASES): T[] {
  return fc.sample(arbitrary, { numRuns, seed: propertySeed() })
}

const amount = fc.oneof(
  fc.integer({ min: 1, max: 999 }),
  fc.integer({ min: 1, max: 100_000_00 }),
  fc.integer({ min: 1, max: 999_999_999_999 }),
)
const step = fc.constantFrom(1, 5, 10, 50, 100, 500, 1000)

describe('the database and packages/shared agree', () => {
  it('on discount and rounding', async () => {
    const all = cases(fc.tuple(amount, fc.integer({ min: 0, max: 1000 }), step))
    const { rows } = await database.owner.query<{ finals: number[] }>(
      `select array_agg(app.apply_discount(c.raw, c.discount, c.step) order by c.ord) as finals
       from unnest($1::bigint[], $2::int[], $3::bigint[]) with ordinality as c (raw, discount, step, ord)`,
      [all.map(([raw]) => raw), all.map(([, discount]) => discount), all.map(([, , by]) => by)],
    )
    const differing = all.filter((one, i) => Number(rows[0]!.finals[i]) !== applyDiscount(...one))
    expect(differing).toEqual([])
    expect(rows[0]!.finals).toHaveLength(CASES)
  })

  it('on points, for each type of card', async () => {
    const all = cases(
      fc.tuple(
        amount.filter((minor) => minor < 2 ** 31),
        fc.constantFrom('standard', 'prepaid', 'corporate', 'voucher'),
      ),
    )
    const { rows } = await database.owner.query<{ points: number[] }>(
      `select array_agg(app.points_for(c.final, c.type) order by c.ord) as points
       from unnest($1::bigint[], $2::app.card_type[]) with ordinality as c (final, type, ord)`,
      [all.map(([final]) => final), all.map(([, type]) => type)],
    )
    expect(all.filter((one, i) => rows[0]!.points[i] !== pointsFor(...one))).toEqual([])
  })

  it.each([0, 1, 2])('on levels, by table %d, at and around every boundary', async (table) => {
    const levels = LEVEL_TABLES[table]!
    const rows = levels.map(({ level, min, max, discount }) => ({
      level,
      name: `level ${level}`,
      min_points: min,
      max_points: max,
      discount: discount / 1000,
    }))
    await byAdmin(database)('app.replace_membership_levels($1)', JSON.stringify(rows))
    const edges = levels.flatMap(({ min }) => [min - 1, min, min + 1]).filter((points) => points >= 0)
    const all = [...edges, ...cases(fc.oneof(fc.nat(400), fc.nat(2 ** 31 - 1)), Math.ceil(CASES / 3))]
    const found = await database.owner.query<{ levels: number[] }>(
      `select array_agg(app.compute_level(c.points) order by c.ord) as levels from unnest($1::int[]) with ordinality as c (points, ord)`,
      [all],
    )
    expect(all.filter((points, i) => found.rows[0]!.levels[i] !== levelOf(levels, points)?.level)).toEqual([])
  })
})
