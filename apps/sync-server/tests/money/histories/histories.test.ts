import fc from 'fast-check'
import { afterAll, beforeAll, it } from 'vitest'
import { expectHolds } from '../../support/property.ts'
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts'
import { startTestServer, type TestServer } from '../../support/test-server.ts'
import { History } from './history.ts'
import { someConcurrentHistory, someHistory } from './steps.ts'
import { World } from './world.ts'

/** `MPS_PROPERTY_RUNS=500 npx vitest run --project sync-server histories` is the full count; the suite runs a sample. */
const FULL_RUN_MS = 30 * 60_000

let database: TestDatabase
let server: TestServer
let world: World
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  world = await World.open(database, server, 4)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

it(
  'the database decides any history as the model does, and its books are right after each',
  () =>
    expectHolds(
      fc.asyncProperty(someHistory, ({ policy, steps }) => new History(world, policy).play(steps)),
      5,
    ),
  FULL_RUN_MS,
)

it(
  'what happens at once comes out as if it had happened one after another',
  () =>
    expectHolds(
      fc.asyncProperty(someConcurrentHistory, ({ policy, steps }) => new History(world, policy).play(steps)),
      5,
    ),
  FULL_RUN_MS,
)
