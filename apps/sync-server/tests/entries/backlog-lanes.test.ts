import { uuidv7 } from '@mps/shared'
import { beforeEach, expect, it } from 'vitest'
import { type BacklogLanes, backlogLanes, RUNNING_REPLAYS } from '../../src/charges/backlog-lanes.ts'
import type { SetEntry } from '../../src/charges/charge-set.ts'
import type { FinalResult } from '../../src/charges/settle-charges.ts'
import { ProblemError } from '../../src/problem.ts'
import { setEntries } from '../support/set-entries.ts'

type Result = Promise<FinalResult>
type Call = {
  ids: string[]
  /** With the entries of these ids held by somebody else. */
  answer(results?: Result[], held?: readonly string[]): void
  fail(error: Error): void
  mayWait: boolean
}

/** The calls that the lanes have made and that the test has not answered yet, in order. */
let calls: Call[]
/** Sets that are on their way: a pool hands out its connection a tick after it is asked. */
let sent: number
let isLiveInUse: boolean
let lanes: BacklogLanes

beforeEach(() => {
  calls = []
  sent = 0
  isLiveInUse = false
  lanes = backlogLanes(
    (set, _contacts, whenHeld) =>
      new Promise((resolve, reject) => {
        const call: Call = {
          ids: set.map(({ entry }) => entry.body.id),
          mayWait: whenHeld === null,
          answer(results = set.map(({ entry }) => final(entry.body.id)), held = []) {
            calls.splice(calls.indexOf(call), 1)
            resolve(results.map((result, i) => (whenHeld && held.includes(call.ids[i]!) ? whenHeld(set[i]!) : result)))
          },
          fail(error) {
            calls.splice(calls.indexOf(call), 1)
            reject(error)
          },
        }
        calls.push(call)
        process.nextTick(() => sent++)
      }),
    () => isLiveInUse,
  )
})

const final = (id: string): Result => Promise.resolve({ status: 'final', answer: id })
/** Lets everything that can go on go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** One terminal's request, and the ids that its answers must name. */
function send(set: SetEntry[], terminalId = set[0]!.entry.body.terminalId): { ids: string[]; answers: Promise<string[]> } {
  const results = lanes.settle(terminalId, set, [{ terminalId, epoch: 1, lastSeq: set.length }])
  return {
    ids: set.map(({ entry }) => entry.body.id),
    answers: results.then((all) => all.map((result) => ('answer' in result ? result.answer : result.status))),
  }
}

/** As many replays as run at once, so that whoever comes next waits. */
function fillLanes(): ReturnType<typeof send>[] {
  return Array.from({ length: RUNNING_REPLAYS }, () => send(setEntries(1, uuidv7())))
}

it('settles together what waited, and gives each request its own answers', async () => {
  fillLanes()
  const waiting = [send(setEntries(3, uuidv7())), send(setEntries(200, uuidv7())), send(setEntries(150, uuidv7()))]
  expect(calls.map(({ ids }) => ids.length)).toEqual([1, 1])
  calls[0]!.answer()
  await settled()
  expect(calls[1]!.ids).toEqual(waiting.flatMap(({ ids }) => ids))
  calls[1]!.answer()
  for (const { ids, answers } of waiting) expect(await answers).toEqual(ids)
})

it('sends the next set before it answers the one that has ended', async () => {
  const [first] = fillLanes()
  send(setEntries(1, uuidv7()))
  await settled()
  let sentAtAnswer = 0
  const answered = first!.answers.then(() => (sentAtAnswer = sent))
  calls[0]!.answer()
  await answered
  expect(sentAtAnswer).toBe(RUNNING_REPLAYS + 1)
})

it('puts at most 400 entries into a set, and 200 while live charges come', async () => {
  fillLanes()
  const replays = Array.from({ length: 6 }, () => send(setEntries(150, uuidv7())))
  calls[0]!.answer()
  await settled()
  expect(calls[1]!.ids).toEqual(replays.slice(0, 2).flatMap(({ ids }) => ids))
  isLiveInUse = true
  calls[0]!.answer()
  await settled()
  expect(calls[1]!.ids).toEqual(replays[2]!.ids)
})

it('lets a terminal into one set at a time, and keeps the order of its requests and entries', async () => {
  const terminalId = uuidv7()
  const set = setEntries(450, terminalId)
  const first = send(set)
  const second = send(setEntries(2, terminalId))
  expect(calls.map(({ ids }) => ids)).toEqual([first.ids.slice(0, 200)])
  calls[0]!.answer()
  await settled()
  expect(calls.map(({ ids }) => ids)).toEqual([first.ids.slice(200, 400)])
  calls[0]!.answer()
  await settled()
  calls[0]!.answer()
  expect(await first.answers).toEqual(first.ids)
  await settled()
  expect(calls.map(({ ids }) => ids)).toEqual([second.ids])
})

it('gives what moves money that a set would not know of a set of its own', async () => {
  fillLanes()
  const terminalId = uuidv7()
  const mixed = send([...setEntries(2, terminalId), ...setEntries(1, terminalId, 'void'), ...setEntries(1, terminalId)])
  const other = send(setEntries(1, uuidv7(), 'void'))
  const sets: string[] = []
  calls[0]!.answer()
  calls[0]!.answer()
  while ((await settled(), calls.length > 0)) {
    sets.push(calls[0]!.ids.join(' '))
    calls[0]!.answer()
  }
  const [charge, otherCharge, taken, last] = mixed.ids
  expect(new Set(sets)).toEqual(new Set([`${charge} ${otherCharge}`, taken, last, other.ids[0]]))
  expect(sets).toHaveLength(4)
  expect(await mixed.answers).toEqual(mixed.ids)
  expect(await other.answers).toEqual(other.ids)
})

it('makes room for the next set while entries of one wait for locks, but lets the same terminal in only when they have ended', async () => {
  const terminalId = uuidv7()
  const held = send(setEntries(1, terminalId))
  const { promise, resolve } = Promise.withResolvers<FinalResult>()
  const next = send(setEntries(1, terminalId))
  calls[0]!.answer([promise])
  await settled()
  const others = fillLanes()
  expect(calls.map(({ ids }) => ids)).toEqual(others.map(({ ids }) => ids))
  calls[0]!.answer()
  await settled()
  expect(calls.map(({ ids }) => ids)).toEqual([others[1]!.ids])
  resolve({ status: 'final', answer: held.ids[0]! })
  expect(await held.answers).toEqual(held.ids)
  await settled()
  expect(calls.map(({ ids }) => ids)).toEqual([others[1]!.ids, next.ids])
})

it('tells all whose entries were in a set when it fails, and goes on with the others', async () => {
  fillLanes()
  const together = [send(setEntries(1, uuidv7())), send(setEntries(1, uuidv7()))]
  calls[0]!.answer()
  await settled()
  calls[1]!.fail(new Error('the database is away'))
  for (const { answers } of together) await expect(answers).rejects.toThrow('the database is away')
  const again = send(setEntries(1, uuidv7()))
  expect(calls[1]!.ids).toEqual(again.ids)
})

it('asks whoever comes when 48 are waiting to come back', async () => {
  fillLanes()
  const waiting = Array.from({ length: 48 }, () => send(setEntries(200, uuidv7())))
  await expect(send(setEntries(1, uuidv7())).answers).rejects.toThrow(ProblemError)
  calls[0]!.answer()
  await settled()
  expect(calls[1]!.ids).toEqual([...waiting[0]!.ids, ...waiting[1]!.ids])
  send(setEntries(1, uuidv7()))
  calls[1]!.answer()
  expect(await waiting[1]!.answers).toEqual(waiting[1]!.ids)
})

it('answers an empty request', async () => {
  expect(await lanes.settle(uuidv7(), [], [])).toEqual([])
})

it('has what a set beside it held ride with the next set that starts when that one has ended, and wait for its lock when three did not have it', async () => {
  const [first, second] = [send(setEntries(2, uuidv7())), send(setEntries(2, uuidv7()))]
  const [later, last] = [send(setEntries(2, uuidv7())), send(setEntries(2, uuidv7()))]
  const held = first.ids[1]!
  calls[0]!.answer(undefined, [held])
  await settled()
  expect(calls.map(({ ids }) => ids)).toEqual([second.ids, [...later.ids, ...last.ids]])
  calls[1]!.answer()
  await settled()
  expect(calls.map(({ ids }) => ids)).toEqual([second.ids])
  const next = send(setEntries(1, uuidv7()))
  expect(calls.map(({ ids }) => ids)).toEqual([second.ids, next.ids])
  calls[0]!.answer()
  await settled()
  expect(calls.map(({ ids }) => ids)).toEqual([next.ids, [held]])
  calls[0]!.answer()
  for (let ride = 1; ride <= 3; ride++) {
    expect(calls.at(-1)).toMatchObject({ ids: [held], mayWait: false })
    calls.at(-1)!.answer(undefined, [held])
    await settled()
  }
  expect(calls.map(({ ids, mayWait }) => [ids, mayWait])).toEqual([[[held], true]])
  calls[0]!.answer()
  expect(await first.answers).toEqual(first.ids)
})

it('has room for two whole requests beside what rides along', async () => {
  const [first] = fillLanes()
  const whole = [send(setEntries(200, uuidv7())), send(setEntries(200, uuidv7()))]
  calls[0]!.answer(undefined, first!.ids)
  await settled()
  // What would have ridden is held by the set that is still running: these two go without it, and the next two with it.
  expect(calls[1]!.ids).toEqual(whole.flatMap(({ ids }) => ids))
  const next = [send(setEntries(200, uuidv7())), send(setEntries(200, uuidv7()))]
  calls[0]!.answer()
  await settled()
  expect(calls[1]!.ids).toEqual([...first!.ids, ...next.flatMap(({ ids }) => ids)])
})

it('does not let held entries of others pass over what stands alone', async () => {
  const [first] = fillLanes()
  calls[0]!.answer(undefined, first!.ids)
  await settled()
  const blocked = send(setEntries(1, uuidv7()))
  const alone = send(setEntries(1, uuidv7(), 'void'))
  const after = send(setEntries(1, uuidv7()))
  expect(calls.map(({ ids }) => ids)[1]).toEqual(blocked.ids)
  calls[0]!.answer()
  await settled()
  expect(calls.map(({ ids }) => ids)).toEqual([blocked.ids, alone.ids])
  calls[1]!.answer()
  await settled()
  expect(calls.map(({ ids }) => ids)).toEqual([blocked.ids, [...first!.ids, ...after.ids]])
})
