import type { Page } from '@playwright/test'
import type { Device } from './log-support/log-test.ts'
import { aCode, someCodes } from './log-support/codes.ts'
import { allEntries, charge, drained, expect, offline, open, queue, test } from './log-support/log-test.ts'
import { changeJournal, deleteDatabases, deleteJournal } from './log-support/tamper.ts'

const VIEW = 'rxdb-dexie-mps-log'

/** Lets the log go, changes what is stored, and opens it again. */
async function tamper(device: Device, change: (page: Page) => Promise<void>): Promise<Page> {
  const window = await device.newWindow()
  await device.page.evaluate(() => globalThis.page.log!.close())
  await change(window)
  await window.close()
  await device.stop()
  await device.start()
  return device.page
}

function diagnosed(page: Page): Promise<string[]> {
  return page.evaluate(() => globalThis.page.log!.diagnostics.get().map(({ code }) => code))
}

async function viewDatabase(page: Page): Promise<string> {
  const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''))
  return names.find((name) => name.startsWith(VIEW) && name.endsWith('entries'))!
}

const bodies = async (page: Page) => (await allEntries(page)).map(({ body }) => body)

test('restores every entry from the journal when IndexedDB was deleted with 50 unsent', async ({ paired, device, front, server }) => {
  await charge(paired, await aCode())
  await drained(paired)
  await offline(paired, front)
  for (const code of await someCodes(50)) await charge(paired, code)
  const before = await bodies(paired)
  const page = await tamper(device, (window) => deleteDatabases(window, VIEW))
  expect(await diagnosed(page)).toContain('view_rebuilt')
  expect(await bodies(page)).toEqual(before)
  expect(await queue(page)).toMatchObject({ depth: 50, sumMinor: 5000_00 })
  front.backend = server.url
  await page.evaluate(() => globalThis.page.log!.sendNow())
  await drained(page)
  expect(server.heldSeq(1)).toBe(51)
  expect(new Set(server.settlements).size).toBe(51)
  expect(server.complaints).toEqual([])
})

test('goes on with a new pairing when even the device key was deleted: the old entries still drain', async ({
  paired,
  device,
  front,
  server,
}) => {
  await offline(paired, front)
  for (const code of await someCodes(5)) await charge(paired, code)
  const page = await tamper(device, (window) => deleteDatabases(window, ''))
  expect(await page.evaluate(() => globalThis.page.log!.identity.get())).toBeNull()
  expect(await queue(page)).toMatchObject({ depth: 5 })
  front.backend = server.url
  await page.evaluate(() => globalThis.page.log!.pair('ABCD-1234'))
  await drained(page)
  const later = await charge(page, await aCode())
  expect(later).toMatchObject({ epoch: 2, seq: 1, ordinal: 6 })
  await drained(page)
  expect(new Set(server.settlements).size).toBe(6)
  expect(server.complaints).toEqual([])
})

test('cuts a last line that a crash left half-written, and gives its number to the next entry', async ({
  paired,
  device,
  front,
  server,
}) => {
  await offline(paired, front)
  for (const code of await someCodes(3)) await charge(paired, code)
  const append = `1a2b3c4d {"t":"entry","n":4,"body":"{\\"v\\":1,\\"kind\\":`
  const page = await tamper(device, (window) => changeJournal(window, { append }))
  expect(await diagnosed(page)).toContain('journal_torn')
  expect(await charge(page, await aCode())).toMatchObject({ seq: 4 })
  front.backend = server.url
  await page.evaluate(() => globalThis.page.log!.sendNow())
  await drained(page)
  expect(server.heldSeq(1)).toBe(4)
  expect(server.complaints).toEqual([])
})

test('reports a damaged line in the middle, skips it, and writes its entry again from the view', async ({
  paired,
  device,
  front,
  server,
}) => {
  await offline(paired, front)
  for (const code of await someCodes(4)) await charge(paired, code)
  const page = await tamper(device, (window) => changeJournal(window, { replace: ['"n":2,"body":"{', '"n":2,"body":"['] }))
  expect(await diagnosed(page)).toContain('journal_corrupt')
  await expect.poll(() => diagnosed(page), { timeout: 20_000 }).toContain('journal_mended')
  expect(await queue(page)).toMatchObject({ depth: 4 })
  const again = await tamper(device, (window) => deleteDatabases(window, VIEW))
  expect((await allEntries(again)).map(({ seq }) => seq)).toEqual([4, 3, 2, 1])
  front.backend = server.url
  await again.evaluate(() => globalThis.page.log!.sendNow())
  await drained(again)
  expect(server.heldSeq(1)).toBe(4)
  expect(server.complaints).toEqual([])
})

test('restores the journal from the view when its file is gone', async ({ paired, device, front, server }) => {
  await charge(paired, await aCode())
  await drained(paired)
  await offline(paired, front)
  for (const code of await someCodes(3)) await charge(paired, code)
  const before = await bodies(paired)
  const page = await tamper(device, deleteJournal)
  expect(await diagnosed(page)).toContain('journal_restored')
  expect(await charge(page, await aCode())).toMatchObject({ seq: 5 })
  expect((await bodies(page)).slice(1)).toEqual(before)
  front.backend = server.url
  await page.evaluate(() => globalThis.page.log!.sendNow())
  await drained(page)
  expect(new Set(server.settlements).size).toBe(5)
  expect(server.complaints).toEqual([])
})

test('takes no money when journal and view are both gone and the key is not: numbers would be used twice', async ({ paired, device }) => {
  await charge(paired, await aCode())
  await drained(paired)
  const page = await tamper(device, async (window) => {
    await deleteJournal(window)
    await deleteDatabases(window, VIEW)
  })
  const refused = await page.evaluate((code) => globalThis.page.attempt(() => globalThis.page.charge(code)), await aCode())
  expect(refused).toMatchObject({ code: 'log_lost' })
  await page.evaluate(() => globalThis.page.log!.pair('ABCD-1234'))
  expect(await charge(page, await aCode())).toMatchObject({ epoch: 2, seq: 1 })
})

test('has one owner: a second window says so, and takes over when the first closes', async ({ paired, device }) => {
  await charge(paired, await aCode())
  await drained(paired)
  const second = await device.newWindow()
  const opening = open(second)
  await expect.poll(() => second.evaluate(() => globalThis.page.inUse)).toBe('log_in_use')
  expect(await second.evaluate(() => globalThis.page.log)).toBeNull()
  await paired.close()
  await opening
  expect(await charge(second, await aCode())).toMatchObject({ seq: 2 })
})

test('stops taking money loudly when the quota is used up, and goes on when there is room', async ({ paired, front, server }) => {
  await charge(paired, await aCode())
  await drained(paired)
  const session = await paired.context().newCDPSession(paired)
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(front.url).origin, quotaSize: 1000 })
  const attempt = async () => paired.evaluate((code) => globalThis.page.attempt(() => globalThis.page.charge(code)), await aCode())
  // Chromium's estimate hides how much is left, so the append itself has to notice, each time.
  expect(await attempt()).toMatchObject({ code: 'storage_full' })
  expect(await attempt()).toMatchObject({ code: 'storage_full' })
  expect(await paired.evaluate(() => globalThis.page.log!.storage.get().state)).toBe('failing')
  expect(await allEntries(paired)).toHaveLength(1)
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(front.url).origin })
  const next = await charge(paired, await aCode())
  await drained(paired)
  expect(next.seq).toBe(2)
  expect(await paired.evaluate(() => globalThis.page.log!.storage.get().state)).toBe('ok')
  expect(server.settlements).toHaveLength(2)
  expect(server.complaints).toEqual([])
})

test('makes the view anew when its database is taken away under the open log', async ({ paired, front, server }) => {
  await charge(paired, await aCode())
  await drained(paired)
  // As Chromium does with a database that it finds damaged.
  const session = await paired.context().newCDPSession(paired)
  const databaseName = await viewDatabase(paired)
  await session.send('IndexedDB.deleteDatabase', { securityOrigin: new URL(front.url).origin, databaseName })
  expect(await charge(paired, await aCode())).toMatchObject({ seq: 2 })
  await drained(paired)
  expect(await diagnosed(paired)).toContain('view_rebuilt')
  expect((await allEntries(paired)).map(({ seq, display }) => [seq, display])).toEqual([
    [2, 'paid'],
    [1, 'paid'],
  ])
  expect(server.settlements).toHaveLength(2)
})

test('counts an entry whose view failed after the append', async ({ paired, front, server }) => {
  await charge(paired, await aCode())
  await drained(paired)
  await offline(paired, front)
  await paired.evaluate(() => {
    // The next write to IndexedDB is aborted, as on a full or failing disk.
    const put = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')!
    const failing = function (this: IDBObjectStore): never {
      Object.defineProperty(IDBObjectStore.prototype, 'put', put)
      this.transaction.abort()
      throw new DOMException('the disk is full', 'QuotaExceededError')
    }
    Object.defineProperty(IDBObjectStore.prototype, 'put', { ...put, value: failing })
  })
  expect(await charge(paired, await aCode())).toMatchObject({ seq: 2 })
  expect(await diagnosed(paired)).toEqual(expect.arrayContaining(['view_failed', 'view_rebuilt']))
  expect((await allEntries(paired)).map(({ seq }) => seq)).toEqual([2, 1])
  front.backend = server.url
  await paired.evaluate(() => globalThis.page.log!.sendNow())
  await drained(paired)
  expect(new Set(server.settlements).size).toBe(2)
})
