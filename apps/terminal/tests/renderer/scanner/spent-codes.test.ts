import { expect, it } from 'vitest'
import type { EntryPage, EntryQuery, EntryState, LogEntry } from '../../../src/renderer/log/index.ts'
import { SpentCodes } from '../../../src/renderer/scanner/spent-codes.ts'

const NOW = '2026-11-23T12:00:00.000Z'

function aCharge(ordinal: number, codeHash: string, state: EntryState = 'recorded', agoH = 0): LogEntry {
  const recordedAt = new Date(Date.parse(NOW) - agoH * 3_600_000).toISOString()
  return { id: `charge-${ordinal}`, kind: 'charge', ordinal, state, body: { kind: 'charge', codeHash, recordedAt } } as unknown as LogEntry
}

/** The part of the log that is read here, in memory; pages of two, so that there is more than one. */
class ShortLog {
  charges: LogEntry[]
  pagesRead = 0

  constructor(charges: LogEntry[]) {
    this.charges = charges
  }

  now = (): string => NOW
  entry = (id: string): Promise<LogEntry | null> => Promise.resolve(this.charges.find((charge) => charge.id === id) ?? null)
  entries = ({ before = Infinity }: EntryQuery): Promise<EntryPage> => {
    this.pagesRead += 1
    const found = this.charges.filter(({ ordinal }) => ordinal < before).toSorted((a, b) => b.ordinal - a.ordinal)
    const entries = found.slice(0, 2)
    return Promise.resolve({ entries, next: found.length > 2 ? entries.at(-1)!.ordinal : null })
  }
}

it('knows every code charged within the longest life of a code', async () => {
  const log = new ShortLog([1, 2, 3, 4, 5].map((n) => aCharge(n, `code-${n}`)))
  const spent = new SpentCodes(log)
  expect(await Promise.all([1, 5, 6].map((n) => spent.has(`code-${n}`)))).toEqual([true, true, false])
  expect(log.pagesRead).toBe(3)
})

it('stops reading where no code can be alive any more', async () => {
  const log = new ShortLog([
    aCharge(1, 'old', 'settled', 40),
    aCharge(2, 'old-too', 'settled', 30),
    aCharge(3, 'a', 'settled', 20),
    aCharge(4, 'b'),
  ])
  await new SpentCodes(log).has('b')
  expect(log.pagesRead).toBe(1)
})

it('gives a code back that was declined or voided', async () => {
  const log = new ShortLog([
    aCharge(1, 'a', 'declined'),
    aCharge(2, 'b', 'voided'),
    aCharge(3, 'c', 'rejected'),
    aCharge(4, 'd', 'settled'),
  ])
  const spent = new SpentCodes(log)
  expect(await Promise.all(['a', 'b', 'c', 'd'].map((code) => spent.has(code)))).toEqual([false, false, true, true])
})

it('follows the newest charge on a code, and charges made since', async () => {
  const log = new ShortLog([aCharge(1, 'a', 'declined'), aCharge(2, 'a', 'settled')])
  const spent = new SpentCodes(log)
  expect(await spent.has('a')).toBe(true)
  const now = aCharge(3, 'new')
  log.charges.push(now)
  spent.add(now)
  expect(await spent.has('new')).toBe(true)
})
