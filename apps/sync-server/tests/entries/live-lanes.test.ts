import { uuidv7 } from '@mps/shared'
import { expect, it } from 'vitest'
import type { SetEntry } from '../../src/charges/charge-set.ts'
import { LANES, liveLanes } from '../../src/charges/live-lanes.ts'
import type { FinalResult } from '../../src/charges/settle-charges.ts'
import { setEntries } from '../support/set-entries.ts'

type Call = { ids: string[]; answer(): void; fail(error: Error): void }

/** Lets everything that can go on go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Lanes that are all busy with a charge each, and the calls that they have made. */
async function busyLanes() {
  const calls: Call[] = []
  // Sets that are on their way: a pool hands out its connection a tick after it is asked.
  const sent: Call[] = []
  const lanes = liveLanes(
    (set) =>
      new Promise((resolve, reject) => {
        const call: Call = {
          ids: set.map(({ entry }) => entry.body.id),
          answer: () => resolve(set.map(({ entry }): Promise<FinalResult> => Promise.resolve({ status: 'final', answer: entry.body.id }))),
          fail: reject,
        }
        calls.push(call)
        process.nextTick(() => sent.push(call))
      }),
  )
  const sell = () => {
    const terminalId = uuidv7()
    const item: SetEntry = setEntries(1, terminalId)[0]!
    return { id: item.entry.body.id, result: lanes.settle(item, { terminalId, epoch: 1, lastSeq: 1 }) }
  }
  const running = []
  for (let lane = 0; lane < LANES; lane++) {
    running.push(sell())
    await settled()
  }
  return { lanes, calls, sent, sell, running }
}

it('sends what has queued before it answers the set that has ended', async () => {
  const { lanes, calls, sent, sell, running } = await busyLanes()
  const queued = [sell(), sell()]
  await settled()
  expect(calls).toHaveLength(LANES)
  let sentAtAnswer = 0
  const answered = running[0]!.result.then(() => (sentAtAnswer = sent.length))
  calls[0]!.answer()
  await answered
  expect(sentAtAnswer).toBe(LANES + 1)
  expect(calls[LANES]!.ids).toEqual(queued.map(({ id }) => id))
  for (const call of calls) call.answer()
  expect(await queued[1]!.result).toEqual({ status: 'final', answer: queued[1]!.id })
  await lanes.idle()
})

it('goes on with what has queued when a set fails, and tells those of the set', async () => {
  const { lanes, calls, sell, running } = await busyLanes()
  const queued = sell()
  calls[0]!.fail(new Error('the database is away'))
  await expect(running[0]!.result).rejects.toThrow('the database is away')
  expect(calls[LANES]!.ids).toEqual([queued.id])
  for (const call of calls) call.answer()
  expect(await queued.result).toEqual({ status: 'final', answer: queued.id })
  await lanes.idle()
})
