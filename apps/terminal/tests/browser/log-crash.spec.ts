import { aCode, someCodes } from './log-support/codes.ts'
import { allEntries, charge, connection, drained, expect, offline, pair, reload, test } from './log-support/log-test.ts'

declare global {
  var shown: (id: string) => void
}

const ENTRIES = /\/v1\/terminal\/entries/

test('sends on after a reload in the middle of sending, and settles once', async ({ paired, front, server }) => {
  const plan = front.plan(ENTRIES, { kind: 'delay', ms: 3000 })
  const recorded = await charge(paired, await aCode())
  await expect.poll(() => plan.fired).toBe(1)
  await reload(paired)
  await drained(paired)
  expect(await allEntries(paired)).toMatchObject([{ id: recorded.id, display: 'paid' }])
  expect(server.settlements).toEqual([recorded.id])
})

test('asks about the sale after the browser was killed between confirm and answer, and settles it once', async ({
  killable,
  front,
  server,
}) => {
  await pair(killable.page)
  const plan = front.plan(ENTRIES, { kind: 'delay', ms: 3000 })
  const recorded = await charge(killable.page, await aCode())
  await expect.poll(() => plan.fired).toBe(1)
  await killable.kill()
  await killable.start()
  const asked = await killable.page.evaluate(async () => (await globalThis.page.log!.unconfirmedCharges()).map(({ id }) => id))
  expect(asked).toEqual([recorded.id])
  await drained(killable.page)
  expect(await allEntries(killable.page)).toMatchObject([{ id: recorded.id, display: 'paid' }])
  expect(server.settlements).toEqual([recorded.id])
  expect(server.complaints).toEqual([])
})

test('loses nothing that was shown as recorded when the browser is killed in a burst of sales, three times', async ({
  killable,
  front,
  server,
}) => {
  test.slow()
  await pair(killable.page)
  await offline(killable.page, front)
  const shown: string[] = []
  for (let round = 0; round < 3; round++) {
    const { page } = killable
    await page.exposeFunction('shown', (id: string) => shown.push(id))
    const enough = shown.length + 5 + round * 7
    page
      .evaluate(
        async (codes) => {
          for (const code of codes) globalThis.shown((await globalThis.page.charge(code)).id)
        },
        await someCodes(300),
      )
      .catch(() => undefined)
    await expect.poll(() => shown.length, { intervals: [5] }).toBeGreaterThan(enough)
    await killable.kill()
    await killable.start()
  }
  const entries = await allEntries(killable.page)
  const ids = new Set(entries.map(({ id }) => id))
  expect(shown.filter((id) => !ids.has(id))).toEqual([])
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => entries.length - i))
  front.backend = server.url
  await killable.page.evaluate(() => globalThis.page.log!.sendNow())
  await drained(killable.page)
  expect(new Set(server.settlements).size).toBe(entries.length)
  expect(server.settlements).toHaveLength(entries.length)
  expect(server.complaints).toEqual([])
})

test('knows the outcomes that it had after a crash, without asking again', async ({ killable, front, server }) => {
  await pair(killable.page)
  for (const code of await someCodes(3)) await charge(killable.page, code)
  await drained(killable.page)
  await killable.kill()
  front.backend = null
  await killable.start()
  await connection(killable.page, 'offline')
  expect((await allEntries(killable.page)).map(({ display }) => display)).toEqual(['paid', 'paid', 'paid'])
  expect(server.settlements).toHaveLength(3)
})
