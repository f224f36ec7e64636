import { REJECTED_AMOUNT } from './log-support/honest-server.ts'
import { someCodes } from './log-support/codes.ts'
import { allEntries, charge, drained, expect, offline, queue, test } from './log-support/log-test.ts'
import { journalFiles } from './log-support/tamper.ts'

const DAY_MS = 24 * 3600 * 1000

test('removes what has been final for 35 days, codes included, and carries a rejected entry on', async ({
  paired,
  device,
  front,
  server,
}) => {
  test.slow()
  await offline(paired, front)
  const codes = await someCodes(1500)
  const stuck = await charge(paired, codes[0]!, { amount: REJECTED_AMOUNT })
  // More than one segment of the journal holds.
  await paired.evaluate(async (texts) => {
    for (const text of texts) await globalThis.page.charge(text)
  }, codes.slice(1))
  front.backend = server.url
  await paired.evaluate(() => globalThis.page.log!.sendNow())
  await drained(paired)
  const before = await journalFiles(paired)
  expect(before.length).toBeGreaterThan(1)

  front.backend = null
  await device.stop()
  await device.start(36 * DAY_MS)
  const { page } = device
  await expect.poll(async () => (await journalFiles(page)).length, { timeout: 30_000 }).toBeLessThan(before.length)
  // Pruning goes on for a while after the first file is gone; it has ended when the journal holds the codes of what is kept and no other.
  await expect(async () => {
    const after = (await journalFiles(page)).join('')
    const kept = await allEntries(page)
    expect(kept.length).toBeLessThan(1500)
    expect(kept.find(({ id }) => id === stuck.id)).toMatchObject({ state: 'rejected', display: 'needs_manager' })
    expect(after).toContain(codes[0])
    expect(codes.slice(1).filter((code) => after.includes(code))).toHaveLength(kept.length - 1)
  }).toPass({ timeout: 60_000 })
  expect(await queue(page)).toMatchObject({ depth: 0, rejected: 1 })
  const kept = await allEntries(page)

  // What is left is whole: opened again, journal and view agree, and the next number follows the last.
  await device.stop()
  await device.start(36 * DAY_MS)
  expect(await allEntries(device.page)).toEqual(kept)
})
