import type { Page } from '@playwright/test'
import type { Fault } from './log-support/front.ts'
import { aCode, someCodes } from './log-support/codes.ts'
import { REJECTED_AMOUNT } from './log-support/honest-server.ts'
import { allEntries, charge, connection, drained, expect, offline, queue, reload, test } from './log-support/log-test.ts'

const ENTRIES = /\/v1\/terminal\/entries/
const HTML = { headers: { 'content-type': 'text/html' }, body: '<html><body>Please accept the terms</body></html>' }

/** Every way in which one request can go wrong; each must leave exactly one settlement and the first answer. */
const FAULTS: Record<string, Fault> = {
  'the request is dropped': { kind: 'drop_before' },
  'the reply is dropped after the commit': { kind: 'drop_after' },
  'the reply comes after the time-out': { kind: 'delay', ms: 5500 },
  'the request arrives twice at once': { kind: 'duplicate' },
  'the reply is cut off': { kind: 'truncate' },
  'the connection is reset in the middle of the reply': { kind: 'reset' },
  'a portal answers 200 with a page': { kind: 'replace', status: 200, ...HTML },
  'a portal redirects': { kind: 'replace', status: 302, headers: { location: 'http://portal.example/' }, body: '' },
  'a portal asks for a log-in (511)': { kind: 'replace', status: 511, ...HTML },
  'a portal says 404': { kind: 'replace', status: 404, ...HTML },
  'the server is away (503)': { kind: 'replace', status: 503, headers: { 'retry-after': '1' }, body: '{}' },
  'a gateway fails (502) though the server has committed': { kind: 'replace', status: 502, body: 'bad gateway', alsoForward: true },
  'the answers name other entries': {
    kind: 'rewrite',
    change: (body) => body.replaceAll(/"id":"[^"]+"/g, '"id":"00000000-0000-4000-8000-000000000000"'),
  },
  'an answer is missing': { kind: 'rewrite', change: (body) => JSON.stringify({ ...(JSON.parse(body) as object), results: [] }) },
  'an answer is in another form': { kind: 'rewrite', change: (body) => body.replaceAll('"settled"', '"maybe"') },
}

for (const [name, fault] of Object.entries(FAULTS)) {
  test(`settles a charge once when ${name}`, async ({ paired, front, server }) => {
    const plan = front.plan(ENTRIES, fault)
    const recorded = await charge(paired, await aCode())
    await expect.poll(() => plan.fired).toBe(1)
    await drained(paired, 45_000)
    await expect.poll(async () => (await allEntries(paired)).map(({ display }) => display)).toEqual(['paid'])
    expect(server.settlements).toEqual([recorded.id])
    expect(server.complaints).toEqual([])
  })
}

test('stops waiting after one failed attempt, until a heartbeat succeeds', async ({ paired, front, server }) => {
  front.plan(/\/v1\//, { kind: 'replace', status: 200, ...HTML }, 1000)
  await charge(paired, await aCode())
  await connection(paired, 'offline')
  expect(await paired.evaluate(() => globalThis.page.log!.connection.get().reason)).toBe('captive_portal')
  const live = server.seen.live
  const began = Date.now()
  for (const code of await someCodes(3)) expect((await charge(paired, code)).display).toBe('recorded_not_settled')
  expect(Date.now() - began).toBeLessThan(4000)
  expect(server.seen.live).toBe(live)
  front.calm()
  await connection(paired, 'online', 40_000)
  await drained(paired)
  expect(server.settlements).toHaveLength(4)
})

test('sends the good entries though one of them makes every request fail that carries it', async ({ paired, front, server }) => {
  await offline(paired, front)
  const codes = await someCodes(9)
  const poisoned = await charge(paired, codes[0]!, { amount: 123_45 })
  for (const code of codes.slice(1)) await charge(paired, code)
  const plan = front.plan(ENTRIES, { kind: 'replace', status: 500, body: 'poisoned' }, 1000)
  plan.applies = (body) => body.includes(poisoned.id)
  front.backend = server.url
  await paired.evaluate(() => globalThis.page.log!.sendNow())
  await expect.poll(() => server.settlements.length, { timeout: 60_000 }).toBe(8)
  expect(await queue(paired)).toMatchObject({ depth: 1 })
  front.calm()
  await drained(paired, 45_000)
  expect(new Set(server.settlements).size).toBe(9)
})

test('lets a rejected entry wait without holding up the rest, also across a reload', async ({ paired, front, server }) => {
  await offline(paired, front)
  await charge(paired, await aCode(), { amount: REJECTED_AMOUNT })
  for (const code of await someCodes(3)) await charge(paired, code)
  front.backend = server.url
  await reload(paired)
  await connection(paired, 'online')
  await drained(paired)
  expect(server.settlements).toHaveLength(3)
  const manager = '00000000-0000-7000-8000-00000000ba55'
  const id = (await allEntries(paired)).find(({ state }) => state === 'rejected')!.id
  await paired.evaluate(([entry, by]) => globalThis.page.log!.signOffRejected(entry, by), [id, manager] as const)
  expect(await paired.evaluate(() => globalThis.page.log!.canUnpair())).toBeNull()
  await reload(paired)
  expect(await allEntries(paired)).toContainEqual(expect.objectContaining({ id, state: 'rejected', signedOffBy: manager }))
})

test('waits as long as a busy server asks, and goes on', async ({ paired, front, server }) => {
  await offline(paired, front)
  for (const code of await someCodes(3)) await charge(paired, code)
  front.backend = server.url
  const plan = front.plan(ENTRIES, { kind: 'replace', status: 429, headers: { 'retry-after': '2' }, body: '{}' })
  const began = Date.now()
  await paired.evaluate(() => globalThis.page.log!.sendNow())
  await drained(paired)
  expect(plan.fired).toBe(1)
  expect(Date.now() - began).toBeGreaterThan(1900)
  expect(server.settlements).toHaveLength(3)
})

test('renews a refused token once and goes on', async ({ paired, server }) => {
  await charge(paired, await aCode())
  await drained(paired)
  server.dropTokens()
  const recorded = await charge(paired, await aCode())
  await drained(paired)
  expect(server.settlements).toContain(recorded.id)
  expect(server.seen.live).toBe(2)
  expect(await paired.evaluate(() => globalThis.page.log!.connection.get().state)).toBe('online')
})

test('drains a backlog of 500 while 50 new charges are made and the server dies twice', async ({ paired, front, server }) => {
  await offline(paired, front)
  const codes = await someCodes(550)
  await recordMany(paired, codes.slice(0, 500))
  front.backend = server.url
  // Slow enough that the drain is still going on when the server dies, and when it has committed and not replied.
  const slow = front.plan(ENTRIES, { kind: 'delay', ms: 300 }, 10_000)
  const draining = paired.evaluate(() => globalThis.page.log!.sendNow())
  const selling = recordMany(paired, codes.slice(500), 60)
  for (let death = 0; death < 2; death++) {
    await expect.poll(() => server.settlements.length, { intervals: [20] }).toBeGreaterThan(death * 200)
    await server.stop()
    await new Promise((resolve) => setTimeout(resolve, 700))
    await server.start()
  }
  await Promise.all([draining, selling])
  await drained(paired, 90_000)
  expect(slow.fired).toBeGreaterThan(3)
  expect(server.settlements).toHaveLength(550)
  expect(new Set(server.settlements).size).toBe(550)
  expect(server.complaints).toEqual([])
  expect(server.heldSeq(1)).toBe(550)
  const entries = await allEntries(paired)
  expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 550 }, (_, i) => 550 - i))
  expect(entries.every(({ display }) => display === 'paid')).toBe(true)
})

test('sends again what a server lost that was restored from a backup', async ({ paired, server }) => {
  await charge(paired, await aCode())
  await drained(paired)
  const backup = server.backup()
  const lost = [await charge(paired, await aCode()), await charge(paired, await aCode())]
  await drained(paired)
  server.restore(backup)
  await paired.evaluate(() => globalThis.page.log!.sendNow())
  await expect.poll(() => server.ledger.held.size).toBe(3)
  await drained(paired)
  expect(server.heldSeq(1)).toBe(3)
  expect(lost.every(({ id }) => server.ledger.held.has(id))).toBe(true)
  expect((await allEntries(paired)).every(({ display, divergence }) => display === 'paid' && divergence === null)).toBe(true)
})

test('keeps the first answer when a restored server decides otherwise, and shows the other to a manager', async ({
  paired,
  server,
  front,
}) => {
  const backup = server.backup()
  const recorded = await charge(paired, await aCode())
  await drained(paired)
  // Silently put back: the ledger has the same id and holds less than it had acknowledged.
  server.restore(backup, server.ledger.ledgerId)
  const declined = (body: string) =>
    body.replaceAll('"state":"settled"', '"state":"declined","code":"card_frozen","next":"member_acts_in_wallet"')
  front.plan(ENTRIES, { kind: 'rewrite', change: declined })
  await paired.evaluate(() => globalThis.page.log!.sendNow())
  await expect.poll(async () => (await allEntries(paired))[0]!.divergence).toMatchObject({ state: 'declined', code: 'card_frozen' })
  expect(await allEntries(paired)).toMatchObject([{ id: recorded.id, state: 'settled', display: 'paid' }])
})

test('fetches outcomes that it missed, and logs one of an entry that is not its own', async ({ paired, front, server }) => {
  // Numbered before the charge's own outcome: whoever has fetched that one has met this one as well.
  server.ledger.outcomes.push({
    id: '0190c0de-0000-7000-8000-000000000001',
    outcomeNo: 1,
    state: 'recorded',
    settledAt: new Date().toISOString(),
  })
  const plan = front.plan(ENTRIES, { kind: 'drop_after' })
  // Its own entries can not be sent afterwards, so only the list of outcomes can tell.
  front.plan(ENTRIES, { kind: 'drop_before' }, 1000)
  const recorded = await charge(paired, await aCode())
  await expect.poll(() => plan.fired).toBe(1)
  await expect.poll(async () => (await allEntries(paired))[0]!.display, { timeout: 40_000 }).toBe('paid')
  expect(await allEntries(paired)).toMatchObject([{ id: recorded.id }])
  expect(await paired.evaluate(() => globalThis.page.log!.diagnostics.get().map(({ code }) => code))).toContain('unknown_entry')
})

function recordMany(page: Page, codes: string[], pauseMs = 0): Promise<void> {
  return page.evaluate(
    async ([texts, ms]) => {
      for (const text of texts) {
        await globalThis.page.charge(text)
        if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
      }
    },
    [codes, pauseMs] as const,
  )
}
