import { uuidv7 } from '@mps/shared'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useCharge } from '../../../src/renderer/charge/charge-store.ts'
import { record, type Till } from '../../../src/renderer/charge/record-charge.ts'
import { type DraftCharge, type LogEntry, LogError, type TerminalLog } from '../../../src/renderer/log/index.ts'
import { trainingLog } from '../../../src/renderer/training/training-log.ts'

const live = <T>(value: T) => ({ get: () => value, subscribe: () => () => undefined })

/** A log in memory whose first charge fails: before anything was recorded, or after. */
function aFailingLog(fails: 'before' | 'after'): TerminalLog {
  const known = { identity: live(null), config: live({ config: null }), clock: live(null), now: () => new Date().toISOString() }
  const log = trainingLog(known as unknown as TerminalLog)
  let isFirst = true
  return {
    ...log,
    async recordCharge(draft) {
      const fail = isFirst
      isFirst = false
      if (fail && fails === 'before') throw new LogError('storage_full')
      const entry = await log.recordCharge(draft)
      if (fail) throw new LogError('storage_failing')
      return entry
    },
  }
}

function aTill(log: TerminalLog): { till: Till; heard: LogEntry[] } {
  const heard: LogEntry[] = []
  const till = { log, config: {}, cashierId: uuidv7(), onRecorded: (entry: LogEntry) => heard.push(entry) } as unknown as Till
  return { till, heard }
}

const aDraft = (log: TerminalLog): DraftCharge => ({
  id: log.newEntryId(),
  cashierId: uuidv7(),
  code: 'TRAINING',
  scannedAt: log.now(),
  amount: 30_00,
  method: 'balance',
  quoted: { discount: 1000, final: 30_00 },
})
const charges = async (log: TerminalLog) => (await log.entries({ kind: 'charge', limit: 10 })).entries.map(({ id }) => id)

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', globalThis)
  useCharge.getState().startSale()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a charge that failed to be recorded', () => {
  it('is shown as made where it is on record after all, and nobody is asked to make it again', async () => {
    const log = aFailingLog('after')
    const { till, heard } = aTill(log)
    const draft = aDraft(log)
    await record(till, draft)
    expect(useCharge.getState().step).toEqual({ at: 'recorded', entryId: draft.id })
    expect(heard.map(({ id }) => id)).toEqual([draft.id])
    expect(await charges(log)).toEqual([draft.id])
  })

  it('is shown as not made where it is not, and made once when it is tried again', async () => {
    const log = aFailingLog('before')
    const { till, heard } = aTill(log)
    const draft = aDraft(log)
    await record(till, draft)
    expect(useCharge.getState().step).toEqual({ at: 'not_recorded', draft, error: 'storage_full' })
    expect([heard, await charges(log)]).toEqual([[], []])
    await record(till, draft)
    await record(till, draft)
    expect(useCharge.getState().step).toEqual({ at: 'recorded', entryId: draft.id })
    expect(await charges(log)).toEqual([draft.id])
  })
})
