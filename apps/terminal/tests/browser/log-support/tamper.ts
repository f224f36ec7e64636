import type { Page } from '@playwright/test'

/** What happens to a device's storage behind the log's back. The log must be closed; `page` is a window of the same origin. */

export async function deleteDatabases(page: Page, prefix: string): Promise<void> {
  await page.evaluate(async (start) => {
    for (const { name } of await indexedDB.databases()) {
      if (!name?.startsWith(start)) continue
      await new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name)
        request.addEventListener('success', resolve)
        request.addEventListener('error', reject)
        request.addEventListener('blocked', reject)
      })
    }
  }, prefix)
}

/** Changes the file that entries are appended to. */
export async function changeJournal(page: Page, change: { replace?: [from: string, to: string]; append?: string }): Promise<void> {
  await page.evaluate(async ({ replace: [from, to] = ['', ''] as const, append = '' }) => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('mps-journal')
    const names: string[] = []
    for await (const name of folder.keys()) names.push(name)
    const file = await folder.getFileHandle(names.toSorted().at(-1)!)
    const text = await (await file.getFile()).text()
    const writable = await file.createWritable()
    await writable.write(text.replace(from, to) + append)
    await writable.close()
  }, change)
}

export async function deleteJournal(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await (await navigator.storage.getDirectory()).removeEntry('mps-journal', { recursive: true })
  })
}

export async function journalFiles(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('mps-journal')
    const texts: string[] = []
    for await (const handle of folder.values()) texts.push(await (await (handle as FileSystemFileHandle).getFile()).text())
    return texts
  })
}
