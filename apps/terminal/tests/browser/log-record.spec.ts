import { DECLINED_AMOUNT, REJECTED_AMOUNT } from './log-support/honest-server.ts'
import { aCode, someCodes } from './log-support/codes.ts'
import { allEntries, charge, connection, drained, expect, offline, queue, reload, test } from './log-support/log-test.ts'

test('settles a live charge and shows it as paid', async ({ paired, server }) => {
  const recorded = await charge(paired, await aCode())
  expect(recorded).toMatchObject({ seq: 1, state: 'recorded', display: 'asking' })
  await drained(paired)
  expect(await allEntries(paired)).toMatchObject([{ id: recorded.id, state: 'settled', display: 'paid', attempts: 1 }])
  expect(server.settlements).toEqual([recorded.id])
  expect(server.seen.live).toBe(1)
})

test('shows a decline with its code, and keeps a rejected entry for a manager who sends it again', async ({ paired, server }) => {
  const [declined, rejected] = [
    await charge(paired, await aCode(), { amount: DECLINED_AMOUNT }),
    await charge(paired, await aCode(), { amount: REJECTED_AMOUNT }),
  ]
  await drained(paired)
  await expect.poll(() => queue(paired)).toMatchObject({ depth: 0, rejected: 1 })
  const entries = await allEntries(paired)
  expect(entries.find(({ id }) => id === declined.id)).toMatchObject({ display: 'declined', outcome: { code: 'insufficient_balance' } })
  expect(entries.find(({ id }) => id === rejected.id)).toMatchObject({ display: 'needs_manager', outcome: { code: 'clock_untrusted' } })
  expect(await paired.evaluate(() => globalThis.page.log!.canUnpair()?.code)).toBe('unsent_entries')

  server.rejectWhile = false
  await paired.evaluate((id) => globalThis.page.log!.sendRejectedAgain(id), rejected.id)
  await expect.poll(async () => (await allEntries(paired))[0]!.display).toBe('paid')
  expect(server.complaints).toEqual([])
})

test('makes one entry of a double tap, and refuses another content under the same id', async ({ paired, server }) => {
  const code = await aCode()
  const ids = await paired.evaluate(async (text) => {
    const id = globalThis.page.log!.newEntryId()
    // The same draft word for word, as a second tap sends it.
    const log = globalThis.page.log!
    const draft = { id, cashierId: '00000000-0000-7000-8000-00000000ca51', code: text, scannedAt: log.now() }
    const sale = { ...draft, amount: 100_00, method: 'balance' as const, quoted: { discount: 1000, final: 100_00 } }
    const taps = await Promise.all([log.recordCharge(sale), log.recordCharge(sale)])
    const later = await log.recordCharge(sale)
    return [...taps, later].map((entry) => `${entry.id} ${entry.seq}`)
  }, code)
  expect(new Set(ids).size).toBe(1)
  const [id] = ids[0]!.split(' ')
  const reused = await paired.evaluate(
    ([text, entryId]) => globalThis.page.attempt(() => globalThis.page.charge(text, { id: entryId, amount: 50_00 })),
    [code, id!] as const,
  )
  expect(reused).toMatchObject({ code: 'draft_id_reused' })
  await drained(paired)
  expect(await allEntries(paired)).toHaveLength(1)
  expect(server.settlements).toEqual([id])
})

test('voids a charge that the server has not seen, and one that it has settled', async ({ paired, front, server }) => {
  const settled = await charge(paired, await aCode())
  await drained(paired)
  await offline(paired, front)
  const unseen = await charge(paired, await aCode())
  expect(unseen.display).toBe('recorded_not_settled')
  for (const chargeId of [settled.id, unseen.id]) {
    const displays = await paired.evaluate(async (id) => {
      const log = globalThis.page.log!
      const draft = { cashierId: '00000000-0000-7000-8000-00000000ca51', chargeId: id, reason: 'left' }
      const first = await log.recordVoid({ id: log.newEntryId(), ...draft })
      const second = await log.recordVoid({ id: log.newEntryId(), ...draft })
      return { same: first.id === second.id, charge: (await log.entry(id))!.display }
    }, chargeId)
    expect(displays).toEqual({ same: true, charge: 'voiding' })
  }
  front.backend = server.url
  await paired.evaluate(() => globalThis.page.log!.sendNow())
  await drained(paired)
  const charges = (await allEntries(paired)).filter(({ kind }) => kind === 'charge')
  expect(charges.map(({ display }) => display)).toEqual(['voided', 'voided'])
})

test('records offline within the limits at once, and refuses what is above them before it has a number', async ({
  paired,
  front,
  server,
}) => {
  await offline(paired, front)
  const began = Date.now()
  const recorded = await charge(paired, await aCode())
  expect(recorded.display).toBe('recorded_not_settled')
  expect(Date.now() - began).toBeLessThan(2000)
  const code = await aCode({ offlineLimitMinor: 150_00, card: 7 })
  await charge(paired, code, { amount: 100_00 })
  expect(await paired.evaluate((text) => globalThis.page.log!.offlineRoom(text), code)).toMatchObject({
    roomMinor: 50_00,
    limit: 'code_limit',
  })
  const refused = await paired.evaluate(
    (text) => globalThis.page.attempt(() => globalThis.page.charge(text, { amount: 60_00 })),
    await aCode({ offlineLimitMinor: 150_00, card: 7 }),
  )
  expect(refused).toEqual({ code: 'offline_limit', detail: 'code_limit' })
  expect(await queue(paired)).toMatchObject({ depth: 2, sumMinor: 200_00 })
  front.backend = server.url
  await connection(paired, 'online', 40_000)
  await drained(paired)
  expect(server.settlements).toHaveLength(2)
})

test('starts cold without a network: configuration, limits and log are there', async ({ paired, front, device }) => {
  await charge(paired, await aCode())
  await drained(paired)
  front.backend = null
  await device.stop()
  await device.start()
  const { page } = device
  const state = await page.evaluate(() => {
    const { config, identity } = globalThis.page.log!
    return { name: config.get().config?.merchant.name, age: config.get().ageS, terminal: identity.get()?.label }
  })
  expect(state).toMatchObject({ name: 'Demo', terminal: 'Till 1' })
  await connection(page, 'offline')
  expect(await charge(page, await aCode())).toMatchObject({ seq: 2, display: 'recorded_not_settled' })
})

test('asks about a sale that was saved and not confirmed to a cashier', async ({ paired }) => {
  const [seen, unseen] = [await charge(paired, await aCode()), await charge(paired, await aCode())]
  await paired.evaluate((id) => globalThis.page.log!.markConfirmed(id), seen.id)
  await drained(paired)
  await reload(paired)
  const asked = () => paired.evaluate(async () => (await globalThis.page.log!.unconfirmedCharges()).map(({ id }) => id))
  expect(await asked()).toEqual([unseen.id])
  await paired.evaluate((id) => globalThis.page.log!.markConfirmed(id), unseen.id)
  expect(await asked()).toEqual([])
  await reload(paired)
  expect(await asked()).toEqual([])
})

test('keeps times and numbers in order when the clock is set back, and stops charging offline until a contact', async ({
  paired,
  front,
  server,
}) => {
  await charge(paired, await aCode())
  await offline(paired, front)
  await paired.evaluate(() => {
    const real = Date.now.bind(Date)
    Date.now = () => real() - 3_600_000
  })
  const attempt = await paired.evaluate((text) => globalThis.page.attempt(() => globalThis.page.charge(text)), await aCode())
  expect(attempt).toMatchObject({ code: 'clock_unsafe' })
  expect(await paired.evaluate((text) => globalThis.page.log!.offlineRoom(text), await aCode())).toMatchObject({ roomMinor: 0 })
  front.backend = server.url
  await paired.evaluate(() => globalThis.page.log!.sendNow())
  await connection(paired, 'online')
  const later = await charge(paired, await aCode())
  await drained(paired)
  const [second, first] = await allEntries(paired)
  expect(second!.id).toBe(later.id)
  expect(Date.parse(second!.body.recordedAt)).toBeGreaterThanOrEqual(Date.parse(first!.body.recordedAt))
  expect(second!.body.clock.offsetMs).toBeGreaterThan(3_500_000)
  expect(await paired.evaluate(() => globalThis.page.log!.clock.get().warn)).toBe(true)
  expect(server.complaints).toEqual([])
})

test('tells a list of entries its changes, newest first and page by page', async ({ paired }) => {
  for (const code of await someCodes(5)) await charge(paired, code)
  await drained(paired)
  const pages = await paired.evaluate(async () => {
    const log = globalThis.page.log!
    const first = await log.entries({ limit: 3 })
    const second = await log.entries({ limit: 3, before: first.next! })
    return [first, second].map(({ entries, next }) => ({ seqs: entries.map(({ seq }) => seq), next }))
  })
  expect(pages).toEqual([
    { seqs: [5, 4, 3], next: 3 },
    { seqs: [2, 1], next: null },
  ])
})
