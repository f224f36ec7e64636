import type { Page } from '@playwright/test'

/** Everything that a page has stored on the phone, as one text. */
export function storedText(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const stored: unknown[] = [{ ...sessionStorage, ...localStorage }]
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open(name!)
        opening.addEventListener('success', () => resolve(opening.result))
      })
      for (const store of database.objectStoreNames) {
        const reading = database.transaction(store).objectStore(store).getAll()
        stored.push(await new Promise((resolve) => reading.addEventListener('success', () => resolve(reading.result))))
      }
      database.close()
    }
    return JSON.stringify(stored)
  })
}
