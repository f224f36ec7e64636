import { REJECTION_RETRYABLE, type SendEntriesRequest } from '@mps/shared'
import { type Bringer, rejectedEntryNotes } from '../audit/rejected-entries.ts'
import { backlogLanes } from '../charges/backlog-lanes.ts'
import { observeBacklog, settlingObserver } from '../charges/charge-metrics.ts'
import type { Contact, SetEntry } from '../charges/charge-set.ts'
import { liveLanes } from '../charges/live-lanes.ts'
import { chargeSettler, type FinalResult } from '../charges/settle-charges.ts'
import type { Context } from '../context.ts'
import type { TerminalActor } from '../http/actor.ts'
import { currentRequestId } from '../http/request-context.ts'
import { epochKeys } from './epoch-keys.ts'
import { noteFaults } from './note-faults.ts'
import { readEntry, type ReceivedEntry, type Refusal } from './read-entry.ts'
import { verifyRuns } from './verify-runs.ts'

/** Entries of a file that wait for a lane at once. */
const MAX_CARRIED = 500
/** A request with more entries than a sale on the screen has is a replay, whatever it says. */
const MAX_LIVE = 4

export type ReceiveEntries = (actor: TerminalActor, request: SendEntriesRequest, isLive: boolean) => Promise<string[]>
/** Entries of a terminal that somebody else carried here: no contact of it, and no live sale. */
export type ReceiveCarried = (by: Required<Bringer>, elements: readonly unknown[]) => Promise<string[]>

/** Takes entries in: one outcome for each, as JSON text, in the order in which they came. */
export function entriesReceiver(ctx: Context): { receive: ReceiveEntries; receiveCarried: ReceiveCarried } {
  const keyOf = epochKeys(ctx)
  const settle = chargeSettler(ctx, settlingObserver(ctx))
  const lanes = liveLanes(settle)
  const backlog = backlogLanes(settle, () => lanes.isInUse())
  observeBacklog(ctx, backlog)
  const noteRejected = rejectedEntryNotes(ctx)
  ctx.onClose(() => lanes.idle())

  return {
    receive(actor, request, isLive) {
      const contact = { terminalId: actor.terminalId, epoch: actor.epoch, lastSeq: request.lastSeq }
      const hasFew = request.entries.length <= MAX_LIVE
      return take(
        { terminalId: actor.terminalId },
        request.entries,
        () => true,
        (items) => (isLive && hasFew ? settleLive(items, contact) : backlog.settle(actor.terminalId, items, [contact])),
      )
    },
    async receiveCarried(by, elements) {
      const { terminalId } = by
      const isOwn = ({ body }: ReceivedEntry) => body.terminalId === terminalId
      const outcomes: string[] = []
      for (let start = 0; start < elements.length; start += MAX_CARRIED) {
        const part = elements.slice(start, start + MAX_CARRIED)
        // The lane is left between the parts, so that a long file does not hold up the terminals that send.
        outcomes.push(...(await take(by, part, isOwn, (items) => backlog.settle(terminalId, items, []))))
      }
      return outcomes
    },
  }

  async function take(
    by: Bringer,
    elements: readonly unknown[],
    mayCome: (entry: ReceivedEntry) => boolean,
    settleAll: (items: SetEntry[]) => Promise<FinalResult[]>,
  ): Promise<string[]> {
    const outcomes: string[] = []
    const entries: ReceivedEntry[] = []
    const refusals: Refusal[] = []
    elements.forEach((element, index) => {
      const read = readEntry(element, index)
      if (!('body' in read)) refusals.push(read)
      else if (mayCome(read)) entries.push(read)
      else refusals.push({ index, id: read.body.id, code: 'unknown_key' })
    })
    const { genuine, refused } = await verifyRuns(entries, keyOf)
    const requestId = currentRequestId() ?? null
    const items = genuine.map((entry): SetEntry => ({ entry, verdict: null, requestId }))
    const results = await settleAll(items)
    results.forEach((result, i) => {
      const { index, body } = genuine[i]!
      if (result.status !== 'rejected') outcomes[index] = result.answer
      else refusals.push({ index, id: body.id, code: result.code })
    })
    refusals.push(...refused)
    for (const refusal of refusals) outcomes[refusal.index] = rejected(refusal)
    noteRejected(by, refusals)
    await noteFaults(ctx, genuine, results)
    return outcomes
  }

  function settleLive(items: SetEntry[], contact: Contact): Promise<FinalResult[]> {
    return Promise.all(items.map((item) => lanes.settle(item, contact)))
  }
}

function rejected({ id, code, detail }: Refusal): string {
  return JSON.stringify({ id, state: 'rejected', code, retryable: REJECTION_RETRYABLE[code], ...(detail !== undefined && { detail }) })
}
