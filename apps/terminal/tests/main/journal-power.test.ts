import { readdirSync, readFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { FileJournal } from '../../src/main/journal.ts'
import { intactLength } from '../../src/main/journal-line.ts'
import { encodeLine, parseSegment } from '../../src/renderer/log/journal-line.ts'
import { PowerCuts } from './support/power.ts'
import { temporaryFolder } from './support/temporary.ts'

/** Mulberry32: a seed makes the run again. */
function seeded(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

function idsIn(folder: string): string[] {
  const files = readdirSync(folder).toSorted()
  return files.flatMap((name) => parseSegment(readFileSync(join(folder, name))).records.map((record) => (record as { id: string }).id))
}

/** Writes groups of lines into a few files. */
async function sell(journal: FileJournal, acknowledged: string[], random: () => number): Promise<void> {
  await journal.open()
  for (let segment = 1; segment <= 3; segment++) {
    let at = 0
    for (let group = 0; group < 6; group++) {
      const appends: Promise<unknown>[] = []
      for (let n = 0; n <= random() * 4; n++) {
        const id = `${segment}/${group}/${n}`
        const text = encodeLine({ id, filling: 'x'.repeat(Math.floor(random() * 300)) })
        appends.push(journal.append(segment, at, text).then(() => acknowledged.push(id)))
        at += text.length
      }
      await Promise.all(appends)
    }
  }
  await journal.close()
}

/** Whether an acknowledged line can be missing from the disk when a call that makes it durable does nothing. */
async function isLostWithout(call: 'datasync' | 'sync'): Promise<boolean> {
  const folder = join(temporaryFolder(), 'journal')
  const images = temporaryFolder()
  const cuts = await PowerCuts.watch(folder, () => undefined)
  const handle = await open('/dev/null')
  await handle.close()
  vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, call).mockResolvedValue()
  const journal = new FileJournal(folder)
  await journal.open()
  await journal.append(1, 0, encodeLine({ id: 'acknowledged' }))
  const kept = Array.from({ length: 20 }, (_, cut) => {
    cuts.image(join(images, String(cut)), seeded(cut))
    return idsIn(join(images, String(cut))).includes('acknowledged')
  })
  await journal.close()
  vi.restoreAllMocks()
  return kept.includes(false)
}

afterEach(() => {
  vi.restoreAllMocks()
})

// Which file a handle belongs to is read from /proc.
describe.runIf(process.platform === 'linux')('a terminal that loses its power', () => {
  it('has on its disk, at every moment, all that it ever acknowledged, and goes on from there', { timeout: 60_000 }, async () => {
    const seed = Math.floor(Math.random() * 2 ** 32)
    const random = seeded(seed)
    const folder = join(temporaryFolder(), 'journal')
    const images = temporaryFolder()
    const acknowledged: string[] = []
    const moments: string[][] = []
    await PowerCuts.watch(folder, (cuts) => {
      cuts.image(join(images, String(moments.length)), random)
      moments.push([...acknowledged])
    })
    await sell(new FileJournal(folder), acknowledged, random)
    vi.restoreAllMocks()

    expect(moments.length, `seed ${seed}`).toBeGreaterThan(60)
    expect(moments.at(-1)!.length).toBeGreaterThanOrEqual(17)
    for (const [moment, promised] of moments.entries()) {
      const image = join(images, String(moment))
      const kept = idsIn(image)
      expect(
        promised.filter((id) => !kept.includes(id)),
        `seed ${seed}, moment ${moment}`,
      ).toEqual([])
      await goesOn(image, kept)
    }
  })

  it('would be found out if it acknowledged before the flush, or forgot to flush a new file’s folder', async () => {
    expect(await isLostWithout('datasync')).toBe(true)
    expect(await isLostWithout('sync')).toBe(true)
  })
})

/** A journal that starts on what is left takes new lines and keeps the old ones. */
async function goesOn(folder: string, kept: string[]): Promise<void> {
  const journal = new FileJournal(folder)
  const segment = (await journal.open()).at(-1)?.segment ?? 1
  const at = readdirSync(folder).length > 0 ? intactLength(await journal.read(segment)) : 0
  await journal.append(segment, at, encodeLine({ id: 'after' }))
  await journal.close()
  expect(idsIn(folder)).toEqual([...kept, 'after'])
}
