import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { FileJournal } from '../../src/main/journal.ts'
import { Journal } from '../../src/renderer/log/journal.ts'
import type { CursorRecord } from '../../src/renderer/log/journal-records.ts'
import { temporaryFolder } from './support/temporary.ts'

const FIRST = '0000000001.journal'

function aRecord(outcomeNo: number): CursorRecord {
  return { t: 'cursor', terminalId: '3f0c6a52-9a4e-4b7e-8a57-1d2e3f405162', outcomeNo }
}

/** The log's own journal on real files, as in Electron. */
async function openLogJournal(folder: string) {
  const port = new FileJournal(folder)
  onTestFinished(() => port.close())
  const reports: string[] = []
  const journal = await Journal.open(port, (code) => reports.push(code))
  return { journal, port, reports }
}

async function writtenBy(journal: Journal): Promise<number[]> {
  const numbers: number[] = []
  for await (const { records } of journal.scan())
    numbers.push(...records.filter((record) => record.t === 'cursor').map(({ outcomeNo }) => outcomeNo))
  return numbers
}

describe('the log on Electron’s journal', () => {
  it('finds after a restart what it wrote', async () => {
    const folder = temporaryFolder()
    const { journal } = await openLogJournal(folder)
    await Promise.all([1, 2, 3].map((n) => journal.write(() => [aRecord(n)])))
    await journal.close()
    const { journal: again, reports } = await openLogJournal(folder)
    expect(await writtenBy(again)).toEqual([1, 2, 3])
    expect(again.state.outcomes.cursor).toBe(3)
    expect(reports).toEqual([])
  })

  it('cuts a torn last line and goes on behind the last good one', async () => {
    const folder = temporaryFolder()
    const { journal } = await openLogJournal(folder)
    await journal.write(() => [aRecord(1)])
    await journal.close()
    const whole = readFileSync(join(folder, FIRST), 'utf8')
    appendFileSync(join(folder, FIRST), '12345678 {"t":"curs')
    const { journal: again, reports } = await openLogJournal(folder)
    expect(reports).toEqual(['journal_torn'])
    await again.write(() => [aRecord(2)])
    expect(await writtenBy(again)).toEqual([1, 2])
    expect(readFileSync(join(folder, FIRST), 'utf8').startsWith(whole)).toBe(true)
  })

  it('reports a damaged line in the middle, skips it, and never cuts what follows', async () => {
    const folder = temporaryFolder()
    const { journal } = await openLogJournal(folder)
    for (const n of [1, 2, 3]) await journal.write(() => [aRecord(n)])
    await journal.close()
    const lines = readFileSync(join(folder, FIRST), 'utf8').split('\n')
    lines[2] = lines[2]!.replace('"outcomeNo":2', '"outcomeNo":9')
    writeFileSync(join(folder, FIRST), lines.join('\n'))
    const { journal: again, reports } = await openLogJournal(folder)
    expect(reports).toEqual(['journal_corrupt'])
    await again.write(() => [aRecord(4)])
    expect(await writtenBy(again)).toEqual([1, 3, 4])
  })

  it('rotates into files that it can remove, but for the newest', async () => {
    const folder = temporaryFolder()
    const { journal, port } = await openLogJournal(folder)
    const many = Array.from({ length: 20_000 }, (_, n) => aRecord(n + 1))
    await journal.write(() => many)
    await journal.write(() => [aRecord(20_001)])
    expect((await port.open()).map(({ segment }) => segment)).toEqual([1, 2])
    await journal.remove(1)
    expect((await port.open()).map(({ segment }) => segment)).toEqual([2])
    expect(journal.state.outcomes.cursor).toBe(20_001)
  })
})
