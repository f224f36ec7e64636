import { type FileHandle, open, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { FileJournal } from '../../src/main/journal.ts'
import { encodeLine } from '../../src/renderer/log/journal-line.ts'
import { temporaryFolder } from './support/temporary.ts'

type Flush = (this: FileHandle) => Promise<void>
type PlainWrite = (this: FileHandle, bytes: Uint8Array, offset: number, length: number, at: number) => Promise<{ bytesWritten: number }>

const FIRST = '0000000001.journal'

function line(n: number): string {
  return encodeLine({ n })
}

async function openJournal(folder = temporaryFolder()): Promise<{ journal: FileJournal; folder: string }> {
  const journal = new FileJournal(folder)
  await journal.open()
  onTestFinished(() => journal.close())
  return { journal, folder }
}

/** The class of Node's file handles, to watch or to break a real one's methods. */
async function fileHandleClass(): Promise<FileHandle> {
  const handle = await open('/dev/null')
  await handle.close()
  return Object.getPrototypeOf(handle) as FileHandle
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a journal on the disk', () => {
  it('holds after an append what was appended', async () => {
    const { journal, folder } = await openJournal()
    await journal.append(1, 0, line(1))
    await journal.append(1, line(1).length, line(2))
    expect(await readFile(join(folder, FIRST), 'utf8')).toBe(line(1) + line(2))
    expect(Buffer.from(await journal.read(1)).toString()).toBe(line(1) + line(2))
  })

  it('flushes before it acknowledges', async () => {
    const { journal } = await openJournal()
    const events: string[] = []
    const handles = await fileHandleClass()
    const datasync: Flush = Reflect.get(handles, 'datasync')
    vi.spyOn(handles, 'datasync').mockImplementation(async function (this: FileHandle) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      await datasync.call(this)
      events.push('flushed')
    })
    await journal.append(1, 0, line(1)).then(() => events.push('acknowledged'))
    expect(events).toEqual(['flushed', 'acknowledged'])
  })

  it('makes the names of a new folder and a new file durable too', async () => {
    const handles = await fileHandleClass()
    const sync = vi.spyOn(handles, 'sync')
    const { journal } = await openJournal(join(temporaryFolder(), 'journal'))
    expect(sync).toHaveBeenCalledTimes(1)
    await journal.append(1, 0, line(1))
    expect(sync).toHaveBeenCalledTimes(2)
    await journal.append(1, line(1).length, line(2))
    expect(sync).toHaveBeenCalledTimes(2)
  })

  it('lets concurrent appends share flushes and keeps their order', async () => {
    const { journal, folder } = await openJournal()
    const datasync = vi.spyOn(await fileHandleClass(), 'datasync')
    const texts = Array.from({ length: 500 }, (_, n) => line(n))
    let at = 0
    const appends = texts.map((text) => {
      const append = journal.append(1, at, text)
      at += text.length
      return append
    })
    await Promise.all(appends)
    expect(await readFile(join(folder, FIRST), 'utf8')).toBe(texts.join(''))
    expect(datasync.mock.calls.length).toBeLessThanOrEqual(3)
  })

  it('writes a group that spans two files to both', async () => {
    const { journal } = await openJournal()
    await Promise.all([journal.append(1, 0, line(1)), journal.append(2, 0, line(2)), journal.append(2, line(2).length, line(3))])
    expect(await journal.open()).toEqual([
      { segment: 1, bytes: line(1).length },
      { segment: 2, bytes: line(2).length + line(3).length },
    ])
  })

  it('is for the terminal’s own account only', async () => {
    const { journal, folder } = await openJournal()
    await journal.append(1, 0, line(1))
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await stat(join(folder, FIRST))).mode & 0o777).toBe(0o600)
  })

  it('says how much room there is', async () => {
    const { journal } = await openJournal()
    expect(await journal.freeBytes()).toBeGreaterThan(0)
  })

  it('lists its files by number and ignores what is none of them', async () => {
    const { journal, folder } = await openJournal()
    for (const segment of [10, 9, 2]) await journal.append(segment, 0, line(segment))
    await writeFile(join(folder, 'notes.txt'), 'x')
    expect((await journal.open()).map(({ segment }) => segment)).toEqual([2, 9, 10])
  })

  it('follows no link that was put in a file’s place', async () => {
    const { journal, folder } = await openJournal()
    const elsewhere = join(temporaryFolder(), 'elsewhere')
    await writeFile(elsewhere, 'precious')
    await symlink(elsewhere, join(folder, FIRST))
    await expect(journal.append(1, 0, line(1))).rejects.toMatchObject({ code: 'journal_failed' })
    await expect(journal.read(1)).rejects.toMatchObject({ code: 'journal_failed' })
    expect(await readFile(elsewhere, 'utf8')).toBe('precious')
  })
})

describe('what was acknowledged', () => {
  it('is not written over', async () => {
    const { journal, folder } = await openJournal()
    await journal.append(1, 0, line(1))
    await expect(journal.append(1, 0, line(2))).rejects.toMatchObject({ code: 'journal_protected' })
    expect(await readFile(join(folder, FIRST), 'utf8')).toBe(line(1))
  })

  it('is not written over by an append of the same group', async () => {
    const { journal, folder } = await openJournal()
    const results = await Promise.allSettled([
      journal.append(1, 0, line(1)),
      journal.append(1, 0, line(2)),
      journal.append(1, line(1).length, line(3)),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await readFile(join(folder, FIRST), 'utf8')).toBe(line(1) + line(3))
  })

  it('is still protected after a restart, by its checksums', async () => {
    const { journal, folder } = await openJournal()
    await journal.append(1, 0, line(1) + line(2))
    await journal.close()
    const { journal: again } = await openJournal(folder)
    await expect(again.append(1, line(1).length, line(9))).rejects.toMatchObject({ code: 'journal_protected' })
    await again.append(1, (line(1) + line(2)).length, line(3))
    expect(await readFile(join(folder, FIRST), 'utf8')).toBe(line(1) + line(2) + line(3))
  })

  it('is not removed with the newest file, and is with an older one', async () => {
    const { journal } = await openJournal()
    await journal.append(1, 0, line(1))
    await journal.append(2, 0, line(2))
    await expect(journal.remove(2)).rejects.toMatchObject({ code: 'journal_protected' })
    await journal.remove(1)
    await journal.remove(1)
    expect((await journal.open()).map(({ segment }) => segment)).toEqual([2])
  })

  it('is not reached by a number that the file does not have yet', async () => {
    const { journal, folder } = await openJournal()
    await journal.append(1, 0, line(1))
    await expect(journal.append(1, line(1).length + 1, line(2))).rejects.toMatchObject({ code: 'journal_gap' })
    await expect(journal.append(2, 5, line(2))).rejects.toMatchObject({ code: 'journal_gap' })
    expect(await readFile(join(folder, FIRST), 'utf8')).toBe(line(1))
  })
})

describe('what a crash left behind', () => {
  it.each(['half a li', 'a whole line without its sum\n', '\0'.repeat(100)])('is cut by the next append: %j', async (torn) => {
    const { journal, folder } = await openJournal()
    await journal.append(1, 0, line(1))
    await journal.close()
    await writeFile(join(folder, FIRST), torn, { flag: 'a' })
    const { journal: again } = await openJournal(folder)
    await again.append(1, line(1).length, line(2))
    expect(await readFile(join(folder, FIRST), 'utf8')).toBe(line(1) + line(2))
  })

  it('is cut when the very first line was torn', async () => {
    const folder = temporaryFolder()
    await writeFile(join(folder, FIRST), line(1).slice(0, 9))
    const { journal } = await openJournal(folder)
    await journal.append(1, 0, line(1))
    expect(await readFile(join(folder, FIRST), 'utf8')).toBe(line(1))
  })

  it('does not hide a file that somebody shortened', async () => {
    const { journal, folder } = await openJournal()
    await journal.append(1, 0, line(1) + line(2))
    await journal.close()
    await truncate(join(folder, FIRST), line(1).length)
    const { journal: again } = await openJournal(folder)
    await expect(again.append(1, (line(1) + line(2)).length, line(3))).rejects.toMatchObject({ code: 'journal_gap' })
  })
})

describe('a disk that fails', () => {
  it('leaves nothing of an append whose flush failed, and takes it again later', async () => {
    const { journal, folder } = await openJournal()
    await journal.append(1, 0, line(1))
    vi.spyOn(await fileHandleClass(), 'datasync').mockRejectedValueOnce(Object.assign(new Error('EIO'), { code: 'EIO' }))
    const group = [journal.append(1, line(1).length, line(2)), journal.append(1, line(1).length + line(2).length, line(3))]
    const results = await Promise.allSettled(group)
    expect(results.map((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : 'kept'))).toEqual([
      'journal_failed',
      'journal_failed',
    ])
    expect(await readFile(join(folder, FIRST), 'utf8')).toBe(line(1))
    await journal.append(1, line(1).length, line(4))
    expect(await readFile(join(folder, FIRST), 'utf8')).toBe(line(1) + line(4))
  })

  it('is survived by the log even if the cut fails as well', async () => {
    const { journal, folder } = await openJournal()
    await journal.append(1, 0, line(1))
    const handles = await fileHandleClass()
    vi.spyOn(handles, 'datasync').mockRejectedValueOnce(Object.assign(new Error('EIO'), { code: 'EIO' }))
    vi.spyOn(handles, 'truncate').mockRejectedValueOnce(Object.assign(new Error('EIO'), { code: 'EIO' }))
    await expect(journal.append(1, line(1).length, line(2))).rejects.toMatchObject({ code: 'journal_failed' })
    // The line that was never acknowledged is intact on the disk, and gives way to the next one all the same.
    await journal.append(1, line(1).length, line(3))
    expect(await readFile(join(folder, FIRST), 'utf8')).toBe(line(1) + line(3))
  })

  it('tells nobody where its files lie', async () => {
    const { journal, folder } = await openJournal()
    vi.spyOn(await fileHandleClass(), 'datasync').mockRejectedValueOnce(Object.assign(new Error(`EIO: ${folder}`), { code: 'EIO' }))
    await expect(journal.append(1, 0, line(1))).rejects.toMatchObject({ message: 'journal_failed: EIO' })
  })

  it('may write less at a time than it was given', async () => {
    const { journal, folder } = await openJournal()
    const handles = await fileHandleClass()
    const write: PlainWrite = Reflect.get(handles, 'write')
    const hesitant: PlainWrite = function (bytes, offset, length, at) {
      return write.call(this, bytes, offset, Math.min(length, 3), at)
    }
    vi.spyOn(handles, 'write').mockImplementation(hesitant as FileHandle['write'])
    await journal.append(1, 0, line(1))
    expect(await readFile(join(folder, FIRST), 'utf8')).toBe(line(1))
  })
})

describe('a journal that is not open', () => {
  it('takes nothing', async () => {
    const journal = new FileJournal(temporaryFolder())
    await expect(journal.append(1, 0, line(1))).rejects.toMatchObject({ code: 'journal_not_open' })
    await expect(journal.read(1)).rejects.toMatchObject({ code: 'journal_not_open' })
    await expect(journal.remove(1)).rejects.toMatchObject({ code: 'journal_not_open' })
  })

  it('finishes what is under way before it closes', async () => {
    const { journal, folder } = await openJournal()
    const append = journal.append(1, 0, line(1))
    await journal.close()
    await append
    expect(await readFile(join(folder, FIRST), 'utf8')).toBe(line(1))
    await expect(journal.append(1, line(1).length, line(2))).rejects.toMatchObject({ code: 'journal_not_open' })
  })

  it('opens for a reloaded page once its predecessor’s appends are through', async () => {
    const { journal } = await openJournal()
    void journal.append(1, 0, line(1))
    expect(await journal.open()).toEqual([{ segment: 1, bytes: line(1).length }])
  })
})
