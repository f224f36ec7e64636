import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aShop } from '../support/shop.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { scanned } from '../hostile/hostile-codes.ts'
import type { Made } from '../support/till.ts'

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

it('asks for as few connections for a batch of codes that nobody knows as for one', async () => {
  const { till } = await aShop(database, server)
  await till.signIn()
  const entries: Made[] = []
  for (let i = 0; i < 200; i++) entries.push(await till.charge(scanned(`MPS1:${randomBytes(100).toString('hex').toUpperCase()}`, 1000)))
  let asked = 0
  server.context.settling.on('acquire', () => asked++)
  const outcomes = await till.send(server, entries)
  expect(new Set(outcomes.map(({ state, code }) => `${state} ${code}`))).toEqual(new Set(['declined code_forged']))
  // Once to read them, once when the platform's signature has been asked for.
  expect(asked).toBe(2)
})
