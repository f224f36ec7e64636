import { approvalApi } from '@mps/shared/api/money'
import { reportApi } from '@mps/shared/api/reports'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LogError, type TerminalLog } from '../../../src/renderer/log/index.ts'
import { trainingLog } from '../../../src/renderer/training/training-log.ts'
import { LESSON_CUT_OFF, LESSON_DECLINED } from '../../../src/renderer/training/training-outcomes.ts'

const CASHIER = '01936f2a-7b1c-7abc-8def-0123456789ab'
const live = <T>(value: T) => ({ get: () => value, subscribe: () => () => undefined })

/** A terminal's log that notes everything that is asked of it. */
function aWatchedLog(): { log: TerminalLog; asked: string[] } {
  const asked: string[] = []
  const known = {
    identity: live(null),
    config: live({ config: null, checkedAt: null, ageS: null }),
    clock: live(null),
    now: () => new Date().toISOString(),
  }
  const log = new Proxy(known, {
    get: (target, name: string) => {
      asked.push(name)
      return target[name as keyof typeof known]
    },
  })
  return { log: log as unknown as TerminalLog, asked }
}

const draft = (log: TerminalLog, amount: number) => ({
  id: log.newEntryId(),
  cashierId: CASHIER,
  code: 'TRAINING',
  scannedAt: log.now(),
  amount,
  method: 'balance' as const,
  quoted: { discount: 1000, final: amount },
})

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', globalThis)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a lesson', () => {
  it('takes nothing of the terminal but its settings, its clock and who it is', async () => {
    const { log, asked } = aWatchedLog()
    const lesson = trainingLog(log)
    await lesson.recordCharge(draft(lesson, 50_00))
    await lesson.recordShift({ kind: 'shift_open', id: lesson.newEntryId(), cashierId: CASHIER, float: 0 })
    await lesson.sendNow()
    await lesson.askServer(reportApi.searchTerminalTransactions, { query: { limit: '20' } })
    vi.advanceTimersByTime(5000)
    expect([...new Set(asked)].toSorted()).toEqual(['clock', 'config', 'identity', 'now'])
  })

  it('pairs, unpairs and compares with nothing', async () => {
    const lesson = trainingLog(aWatchedLog().log)
    for (const act of [
      () => lesson.pair('ABCD-1234'),
      () => lesson.unpair(),
      () => lesson.serverTotals(),
      () => lesson.sendRejectedAgain('x'),
    ]) {
      await expect(act()).rejects.toBeInstanceOf(LogError)
    }
    expect(lesson.canUnpair()).toBeInstanceOf(LogError)
  })

  it('shows every ending of a sale', async () => {
    const lesson = trainingLog(aWatchedLog().log)
    const [paid, declined, cutOff] = await Promise.all(
      [50_00, LESSON_DECLINED, LESSON_CUT_OFF].map((amount) => lesson.recordCharge(draft(lesson, amount))),
    )
    expect(paid!.display).toBe('asking')
    vi.advanceTimersByTime(1000)
    const displays = await Promise.all([paid!, declined!, cutOff!].map(async ({ id }) => (await lesson.entry(id))?.display))
    expect(displays).toEqual(['paid', 'declined', 'recorded_not_settled'])
  })

  it('records a draft once, however often it is tapped', async () => {
    const lesson = trainingLog(aWatchedLog().log)
    const twice = draft(lesson, 50_00)
    await lesson.recordCharge(twice)
    await lesson.recordCharge(twice)
    expect((await lesson.entries({ limit: 10 })).entries).toHaveLength(1)
  })

  it('gives back no more than a sale of the lesson had', async () => {
    const lesson = trainingLog(aWatchedLog().log)
    await lesson.recordCharge(draft(lesson, 50_00))
    vi.advanceTimersByTime(1000)
    const find = async () => {
      const answer = await lesson.askServer(reportApi.searchTerminalTransactions, { query: { limit: '20' } })
      return answer.ok ? answer.value.transactions[0]! : null
    }
    const { txNo } = (await find())!
    const body = { managerId: CASHIER, pin: '1234', action: 'refund' as const, subject: txNo, amount: 30_00 }
    expect(await lesson.askServer(approvalApi.approveAtTerminal, { body })).toMatchObject({ ok: true })
    for (const amount of [30_00, 30_00]) {
      await lesson.recordRefund({ id: lesson.newEntryId(), cashierId: CASHIER, txNo, amount, reason: 'lesson' })
      vi.advanceTimersByTime(1000)
    }
    const { entries } = await lesson.entries({ limit: 10, kind: 'refund' })
    expect(entries.map(({ display }) => display)).toEqual(['declined', 'done'])
    expect(await find()).toMatchObject({ refundedAmount: 30_00, status: 'completed' })
  })
})
