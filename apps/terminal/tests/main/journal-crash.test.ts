import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type JournalLock, lockJournal } from '../../src/main/journal-lock.ts'
import { parseSegment } from '../../src/renderer/log/journal-line.ts'
import { firstWord, startWriter } from './support/child.ts'
import { temporaryFolder } from './support/temporary.ts'

const KILLS = 30

/** Every line in the journal, as the log's own code reads it; what is torn at the end of a file was never acknowledged. */
function read(folder: string): { ids: string[]; corrupt: number } {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.journal'))
    .toSorted()
    .map((name) => parseSegment(readFileSync(join(folder, name))))
  return {
    ids: files.flatMap(({ records }) => records.map((record) => (record as { id: string }).id)),
    corrupt: files.reduce((sum, { corrupt }) => sum + corrupt.length, 0),
  }
}

describe('a terminal that is killed while it writes', () => {
  it(`keeps every acknowledged line, in order and undamaged, over ${KILLS} kills at random moments`, { timeout: 120_000 }, async () => {
    const folder = temporaryFolder()
    const acknowledged: string[] = []
    for (let run = 0; run < KILLS; run++) {
      const writer = startWriter(folder, `run${run}`, 1 + (run % 8))
      await firstWord(writer)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
      writer.process.kill('SIGKILL')
      await writer.ended
      acknowledged.push(...writer.said())
      expect(writer.process.signalCode).toBe('SIGKILL')
    }
    const { ids, corrupt } = read(folder)
    const kept = new Set(ids)
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
    expect(acknowledged.length).toBeGreaterThan(KILLS)
    expect(corrupt).toBe(0)
    expect(kept.size).toBe(ids.length)
    for (let run = 0; run < KILLS; run++) {
      const numbers = ids.filter((id) => id.startsWith(`run${run}:`)).map((id) => Number(id.split(':')[1]))
      expect(numbers).toEqual(numbers.map((_, n) => n))
    }
  })

  it('does not keep its lock: the next start has it at once', async () => {
    const folder = temporaryFolder()
    const writer = startWriter(folder, 'holder', 1)
    await firstWord(writer)
    await expect(lockJournal(folder)).rejects.toMatchObject({ code: 'journal_in_use' })
    writer.process.kill('SIGKILL')
    await writer.ended
    const lock: JournalLock = await lockJournal(folder)
    await lock.release()
  })
})
