import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { FileJournal } from '../../src/main/journal.ts'
import { encodeLine, parseSegment } from '../../src/renderer/log/journal-line.ts'
import { startWriter } from './support/child.ts'
import { temporaryFolder } from './support/temporary.ts'

const DISK_BYTES = 256 * 1024

/** A disk of 256 KiB in memory, or null where this user may not mount one. */
function smallDisk(): string | null {
  const disk = join(temporaryFolder(), 'disk')
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk], { stdio: 'ignore' })
  } catch {
    return null
  }
  onTestFinished(() => {
    execFileSync('umount', [disk])
  })
  return disk
}

/** Appends until it is refused. */
async function fill(journal: FileJournal): Promise<{ kept: number; at: number; error: unknown }> {
  let at = 0
  for (let n = 0; ; n++) {
    const text = encodeLine({ n, filling: 'x'.repeat(5000) })
    try {
      await journal.append(1, at, text)
      at += text.length
    } catch (error) {
      return { kept: n, at, error }
    }
  }
}

describe('a journal without room', () => {
  it.runIf(process.platform !== 'win32')(
    'refuses with a stable code when a quota ends in the middle of a line, and keeps what it acknowledged',
    async () => {
      const folder = temporaryFolder()
      // 512-byte blocks: 40 KiB, which is no multiple of a line.
      const writer = startWriter(folder, 'quota', 1, { limitBlocks: 80, filling: 3000 })
      await writer.ended
      const said = writer.said()
      expect(said.at(-1)).toBe('failed journal_full: no space (EFBIG)')
      const parsed = parseSegment(readFileSync(join(folder, '0000000001.journal')))
      expect(parsed.records.map((record) => (record as { id: string }).id)).toEqual(said.slice(0, -1))
      expect(parsed.torn).toBe(0)
    },
  )

  it('refuses on a full disk, keeps what it acknowledged, and goes on when there is room again', async ({ skip }) => {
    const disk = smallDisk()
    skip(disk === null, 'mounting a small disk needs root; the quota above stands for it')
    if (disk === null) return
    mkdirSync(join(disk, 'other'))
    const journal = new FileJournal(join(disk, 'journal'))
    await journal.open()
    onTestFinished(() => journal.close())
    const { kept, at, error } = await fill(journal)
    expect(error).toMatchObject({ code: 'journal_full', detail: 'no space (ENOSPC)' })
    expect(kept).toBeGreaterThan(30)
    expect(parseSegment(await journal.read(1))).toMatchObject({ length: at, torn: 0, corrupt: [] })
    expect(await journal.freeBytes()).toBeLessThan(8192)

    execFileSync('mount', ['-o', `remount,size=${2 * DISK_BYTES}`, disk])
    await journal.append(1, at, encodeLine({ n: 'room again' }))
    expect(parseSegment(await journal.read(1)).records).toHaveLength(kept + 1)
  })
})
