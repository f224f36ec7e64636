import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Job, JOBS } from '../../src/jobs/jobs.ts'
import { startJobs } from '../../src/jobs/start-jobs.ts'
import { aCard, aMember, aMerchant } from '../support/builders.ts'
import { aPastPayment } from '../support/past.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let database: TestDatabase
let servers: TestServer[]
beforeAll(async () => {
  database = await createTestDatabase()
  servers = [await startTestServer(database.appUrl), await startTestServer(database.appUrl)]
})
afterAll(async () => {
  for (const server of servers) await server.stop()
  await database.drop()
})

type Run = { name: string; outcome: string | null; detail: string | null; run_count: number }
const runs = async () => (await database.owner.query<Run>('select name, outcome, detail, run_count from app.job_runs order by name')).rows
const run = async (name: string) => (await runs()).find((row) => row.name === name)

it('runs each job once over all instances, and every job that there is works', async () => {
  for (const { context } of servers) startJobs(context, JOBS, 20)
  await expect.poll(async () => (await runs()).filter(({ outcome }) => outcome !== null).length, { timeout: 20_000 }).toBe(JOBS.length)
  expect((await runs()).filter(({ outcome }) => outcome !== 'done')).toEqual([])
  expect((await runs()).filter(({ name, run_count }) => name !== 'risk' && run_count !== 1)).toEqual([])
})

it('makes the drafts of all days that have ended', async () => {
  const { merchantId } = await aMerchant(database)
  const { cardId } = await aCard(database, { ownerId: (await aMember(database)).memberId, balance: 1000_00 })
  for (const days of [3, 2]) {
    await aPastPayment(database.owner, { merchantId, cardId, at: new Date(Date.now() - days * 86_400_000).toISOString(), final: 10_00 })
  }
  const settlements = JOBS.find(({ name }) => name === 'settlements')!
  expect(await settlements.run(servers[0]!.context)).toBe('3 drafts made')
  expect(await settlements.run(servers[1]!.context)).toBe('0 drafts made')
  const { rows } = await database.owner.query(
    `select status, (net * 100)::bigint as net, generated_by from app.settlements where merchant_id = $1 order by first_day`,
    [merchantId],
  )
  const draft = { status: 'draft', generated_by: null }
  expect(rows).toEqual([
    { ...draft, net: 10_00 },
    { ...draft, net: 10_00 },
    { ...draft, net: 0 },
  ])
})

it('tells of a job that fails and tries again when it is due', async () => {
  let tries = 0
  const flaky: Job = {
    name: 'flaky',
    everyS: 0,
    leaseS: 60,
    run: () => (++tries === 1 ? Promise.reject(new Error('not today')) : Promise.resolve('done at last')),
  }
  const server = await startTestServer(database.appUrl)
  startJobs(server.context, [flaky], 20)
  await expect.poll(async () => (await run('flaky'))?.detail, { timeout: 10_000, interval: 5 }).toBe('done at last')
  expect(server.log.some((line) => line.includes('not today'))).toBe(true)
  await server.stop()
})

it('is taken over from an instance that was killed, once its lease is over', async () => {
  const ran: string[] = []
  const job: Job = { name: 'orphan', everyS: 0, leaseS: 3600, run: () => Promise.resolve(String(ran.push('here'))) }
  await database.owner.query(`insert into app.job_runs (name, started_at) values ('orphan', now() - interval '59 minutes')`)
  const server = await startTestServer(database.appUrl)
  startJobs(server.context, [job], 20)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(ran).toEqual([])
  await database.owner.query(`update app.job_runs set started_at = now() - interval '61 minutes' where name = 'orphan'`)
  await expect.poll(() => ran.length, { timeout: 10_000 }).toBeGreaterThan(0)
  await server.stop()
})
