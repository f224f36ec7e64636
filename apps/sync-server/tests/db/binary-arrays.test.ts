import { afterAll, beforeAll, expect, it } from 'vitest'
import { bigintArray, intArray, timestamptzArray, uuidArray } from '../../src/db/binary-arrays.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

async function asText(type: string, array: Buffer): Promise<string> {
  const { rows } = await database.owner.query<{ text: string }>(`select $1::${type}[]::text as text`, [array])
  return rows[0]!.text
}

const same = <T>(item: T): T => item

it('writes ids in either spelling, and nulls', async () => {
  const ids = ['0193a7b0-0f1e-7d2c-8b3a-456789abcdef', null, '0193A7B0-0F1E-7D2C-8B3A-456789ABCDEF', '00000000-0000-0000-0000-000000000000']
  expect(await asText('uuid', uuidArray(ids, same))).toBe(`{${ids.map((id) => id?.toLowerCase() ?? 'NULL').join(',')}}`)
})

it('writes whole numbers to the ends of their range', async () => {
  const ints = [0, -1, 1, 2 ** 31 - 1, -(2 ** 31), undefined]
  expect(await asText('int', intArray(ints, same))).toBe('{0,-1,1,2147483647,-2147483648,NULL}')
  const bigints = [0, -1, 2 ** 32, -(2 ** 32) - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, null]
  expect(await asText('bigint', bigintArray(bigints, same))).toBe('{0,-1,4294967296,-4294967297,9007199254740991,-9007199254740991,NULL}')
})

it('writes instants to the millisecond, of all years that an entry may name', async () => {
  const instants = ['1000-01-01T00:00:00.000Z', '1970-01-01T00:00:00.001Z', '2026-11-24T05:00:00.123Z', '9999-12-31T23:59:59.999Z']
  const { rows } = await database.owner.query<{ same: boolean }>('select $1::timestamptz[] = $2::timestamptz[] as same', [
    timestamptzArray(instants, same),
    instants,
  ])
  expect(rows[0]!.same).toBe(true)
})

it('writes an empty array', async () => {
  expect(await asText('uuid', uuidArray([], same))).toBe('{}')
  expect(await asText('int', intArray([], same))).toBe('{}')
})
