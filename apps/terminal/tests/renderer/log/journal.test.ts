import { readdirSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { uuidv7 } from '@mps/shared'
import { describe, expect, onTestFinished, test } from 'vitest'
import { FileJournal } from '../../../src/main/journal.ts'
import { Journal } from '../../../src/renderer/log/journal.ts'
import type { EntryRecord, JournalRecord, OutcomeRecord } from '../../../src/renderer/log/journal-records.ts'
import { checkpointOf, emptyState, foldRecord } from '../../../src/renderer/log/journal-state.ts'
import type { JournalPort } from '../../../src/renderer/log/ports.ts'
import { temporaryFolder } from '../../main/support/temporary.ts'

const TERMINAL = '00000000-0000-7000-8000-000000000001'
const AT = '2026-11-23T09:00:00.000Z'

/** The journal over real files, as Electron's main process keeps them. */
async function aJournal(folder = temporaryFolder()) {
  const port = new FileJournal(folder)
  const reports: string[] = []
  const journal = await Journal.open(port, (code) => reports.push(code))
  onTestFinished(() => port.close())
  return { folder, port, journal, reports }
}

/** Closes the journal and opens its files again, as a restart does. */
async function restart({ folder, journal }: { folder: string; journal: Journal }) {
  await journal.close()
  return aJournal(folder)
}

function anEntry(n: number, { final = 100, padding = '' } = {}): EntryRecord {
  const body = {
    v: 1,
    kind: 'charge',
    id: uuidv7(),
    terminalId: TERMINAL,
    epoch: 1,
    seq: n,
    prev: '',
    recordedAt: AT,
    clock: { device: AT },
    codeHash: `code ${n}`,
    quoted: { final },
    padding,
  }
  return { t: 'entry', n, body: JSON.stringify(body), sig: 'sig', code: null, hash: `hash ${n}`, within: true }
}

const idOf = (entry: EntryRecord) => (JSON.parse(entry.body) as { id: string }).id

function settled(entry: EntryRecord, outcomeNo: number): OutcomeRecord {
  const outcome = { state: 'settled' as const, id: idOf(entry), outcomeNo, txNo: 'T', discount: 1000, final: 100, points: 1, settledAt: AT }
  return { t: 'outcome', id: idOf(entry), outcome, at: AT, attempts: 1 }
}

async function allRecords(journal: Journal): Promise<JournalRecord[]> {
  const all: JournalRecord[] = []
  for await (const { records } of journal.scan()) all.push(...records.filter(({ t }) => t !== 'checkpoint'))
  return all
}

describe('the journal', () => {
  test('knows after a restart what it knew before: head, open entries, numbers and answers', async () => {
    const first = await aJournal()
    const entries = [1, 2, 3].map((n) => anEntry(n))
    for (const entry of entries) await first.journal.write(() => [entry])
    await first.journal.write(() => [settled(entries[1]!, 1), { t: 'confirmed', ids: [idOf(entries[0]!)] }])
    const before = checkpointOf(first.journal.state)
    const again = await restart(first)
    expect(checkpointOf(again.journal.state)).toEqual(before)
    expect(again.journal.state.head).toMatchObject({ seq: 3, hash: 'hash 3' })
    expect([...again.journal.state.pending.keys()]).toEqual([idOf(entries[0]!), idOf(entries[2]!)])
    expect(again.reports).toEqual([])
  })

  test('begins a new file when one is full, and opening reads the last one only', async () => {
    const first = await aJournal()
    const padding = 'x'.repeat(100_000)
    const entries = Array.from({ length: 25 }, (_, i) => anEntry(i + 1, { padding }))
    for (const entry of entries) await first.journal.write(() => [entry])
    for (const [i, entry] of entries.slice(0, 20).entries()) await first.journal.write(() => [settled(entry, i + 1)])
    const before = checkpointOf(first.journal.state)
    expect(readdirSync(first.folder).filter((name) => name.endsWith('.journal'))).toHaveLength(3)
    await first.journal.close()

    const port = new FileJournal(first.folder)
    onTestFinished(() => port.close())
    const read: number[] = []
    const counting: JournalPort = {
      open: () => port.open(),
      read: (segment) => port.read(segment).finally(() => read.push(segment)),
      append: (...args) => port.append(...args),
      remove: (segment) => port.remove(segment),
      freeBytes: () => port.freeBytes(),
      close: () => port.close(),
    }
    const journal = await Journal.open(counting, () => undefined)
    expect(read).toEqual([3])
    expect(checkpointOf(journal.state)).toEqual(before)
    expect(await allRecords(journal)).toHaveLength(45)
  })

  test('writes a checkpoint now and then also when the checkpoint itself is large, after a long outage', async () => {
    const first = await aJournal()
    const entries = Array.from({ length: 12_000 }, (_, i) => anEntry(i + 1))
    await first.journal.write(() => entries)
    const checkpointBytes = JSON.stringify(checkpointOf(first.journal.state)).length
    expect(checkpointBytes).toBeGreaterThan(1024 * 1024)
    await first.journal.write(() => [anEntry(12_001)])
    const again = await restart(first)
    for (let n = 12_002; n < 12_100; n++) await again.journal.write(() => [anEntry(n)])
    expect(readdirSync(first.folder).filter((name) => name.endsWith('.journal'))).toHaveLength(2)
    expect(again.journal.state.pending.size).toBe(12_099)
  })

  test('gives a number once: records made at the same time stand one after the other', async () => {
    const { journal } = await aJournal()
    const made = await Promise.all(Array.from({ length: 20 }, () => journal.write((state) => [anEntry(state.ordinal + 1)])))
    expect(made.map(([entry]) => entry!.n)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  })

  test('counts nothing of an append that failed, and goes on at the same place', async () => {
    const first = await aJournal()
    await first.journal.write(() => [anEntry(1)])
    await first.port.close()
    await expect(first.journal.write(() => [anEntry(2)])).rejects.toMatchObject({ code: 'storage_failing' })
    expect(first.journal.state.ordinal).toBe(1)
    await first.port.open()
    await first.journal.write((state) => [anEntry(state.ordinal + 1)])
    const again = await restart(first)
    expect(again.journal.state).toMatchObject({ ordinal: 2, head: { seq: 2 } })
    expect(again.reports).toEqual([])
  })

  test('cuts what a crash left half-written, and reports it', async () => {
    const first = await aJournal()
    await first.journal.write(() => [anEntry(1)])
    await first.journal.close()
    const [name] = readdirSync(first.folder).filter((each) => each.endsWith('.journal'))
    await appendFile(join(first.folder, name!), '12345678 {"t":"entry","n":2,')
    const second = await aJournal(first.folder)
    expect(second.reports).toEqual(['journal_torn'])
    await second.journal.write((state) => [anEntry(state.ordinal + 1)])
    const third = await restart(second)
    expect(third.reports).toEqual([])
    expect(await allRecords(third.journal)).toHaveLength(2)
  })
})

describe('what the lines amount to', () => {
  const fold = (...records: JournalRecord[]) => {
    const state = emptyState()
    for (const record of records) foldRecord(state, record)
    return state
  }

  test('a rejected entry stays open until it is answered, and waits again after it was sent again', () => {
    const entry = anEntry(1)
    const id = idOf(entry)
    const rejected: OutcomeRecord = {
      t: 'outcome',
      id,
      at: AT,
      attempts: 1,
      outcome: { id, state: 'rejected', code: 'unknown_key', retryable: true },
    }
    expect(fold(entry, rejected).pending.get(id)?.state).toBe('rejected')
    expect(fold(entry, rejected, { t: 'signed_off', id, by: 'm' }).pending.get(id)?.state).toBe('signed_off')
    expect(fold(entry, rejected, { t: 'again', id }).pending.get(id)?.state).toBe('unsent')
    expect(fold(entry, rejected, { t: 'again', id }, settled(entry, 1)).pending.size).toBe(0)
  })

  test('the outcome cursor moves only over numbers without a gap', () => {
    const entries = [1, 2, 3].map((n) => anEntry(n))
    const state = fold(...entries, settled(entries[0]!, 1), settled(entries[2]!, 3))
    expect(state.outcomes).toMatchObject({ cursor: 1, ahead: new Set([3]) })
    foldRecord(state, settled(entries[1]!, 2))
    expect(state.outcomes).toMatchObject({ cursor: 3, ahead: new Set() })
  })

  test('a restored ledger asks for its entries again until each is answered again', () => {
    const entries = [1, 2].map((n) => anEntry(n))
    const resend = entries.map(idOf)
    const ledger: JournalRecord = { t: 'ledger', ledgerId: 'other', terminalId: TERMINAL, outcomeNo: 0, resend }
    const state = fold(...entries, settled(entries[0]!, 1), settled(entries[1]!, 2), ledger)
    expect([...state.resend]).toEqual(resend)
    foldRecord(state, settled(entries[0]!, 1))
    expect([...state.resend]).toEqual([resend[1]])
    expect(state.pending.size).toBe(0)
  })

  test('a carried entry is not new: head and numbers stay', () => {
    const entries = [1, 2].map((n) => anEntry(n))
    const state = fold(...entries, { ...entries[0]!, carried: true })
    expect(state).toMatchObject({ ordinal: 2, head: { seq: 2 } })
    expect(state.pending.size).toBe(2)
  })
})
