import { REJECTION_RETRYABLE, type SendEntriesRequest } from '@mps/shared'
import { backlogGate } from '../charges/backlog-gate.ts'
import { observeSettling } from '../charges/charge-metrics.ts'
import type { Contact, SetEntry } from '../charges/charge-set.ts'
import { liveLanes } from '../charges/live-lanes.ts'
import { chargeSettler, type FinalResult } from '../charges/settle-charges.ts'
import type { Context } from '../context.ts'
import type { TerminalActor } from '../http/actor.ts'
import { settlesAlone } from '../money/settle-money-entry.ts'
import { epochKeys } from './epoch-keys.ts'
import { readEntry, type ReceivedEntry, type Refusal } from './read-entry.ts'
import { verifyRuns } from './verify-runs.ts'

/** Entries of one request that settle in one transaction. */
const MAX_SET = 200
/** A request with more entries than a sale on the screen has is a replay, whatever it says. */
const MAX_LIVE = 4

export type ReceiveEntries = (actor: TerminalActor, request: SendEntriesRequest, isLive: boolean) => Promise<string[]>

/** Takes a request of entries in: one outcome for each, as JSON text, in the request's order. */
export function entriesReceiver(ctx: Context): ReceiveEntries {
  const keyOf = epochKeys(ctx)
  const settle = observeSettling(ctx, chargeSettler(ctx))
  const lanes = liveLanes(settle)
  const gate = backlogGate()
  ctx.onClose(() => lanes.idle())

  return async (actor, request, isLive) => {
    const outcomes: string[] = []
    const entries: ReceivedEntry[] = []
    request.entries.forEach((element, index) => {
      const read = readEntry(element, index)
      if ('body' in read) entries.push(read)
      else outcomes[index] = rejected(read)
    })
    const { genuine, refused } = await verifyRuns(entries, keyOf)
    for (const refusal of refused) outcomes[refusal.index] = rejected(refusal)

    const contact = { terminalId: actor.terminalId, epoch: actor.epoch, lastSeq: request.lastSeq }
    const items = genuine.map((entry): SetEntry => ({ entry, verdict: null }))
    const results =
      isLive && request.entries.length <= MAX_LIVE
        ? await settleLive(items, contact)
        : await gate.run(actor.terminalId, () => settleBacklog(items, contact))
    results.forEach((result, i) => (outcomes[genuine[i]!.index] = outcomeOf(genuine[i]!, result)))
    return outcomes
  }

  function settleLive(items: SetEntry[], contact: Contact): Promise<FinalResult[]> {
    return Promise.all(items.map((item) => lanes.settle(item, contact)))
  }

  async function settleBacklog(items: SetEntry[], contact: Contact): Promise<FinalResult[]> {
    const pending: Promise<FinalResult>[] = []
    for (const set of setsOf(items)) pending.push(...(await settle(set, [contact])))
    return Promise.all(pending)
  }
}

/** Cuts a request into sets. A void may give back what an entry before it paid, so it stands in a set of its own; so do refunds and recharges. */
function setsOf(items: SetEntry[]): SetEntry[][] {
  const sets: SetEntry[][] = []
  for (const item of items) {
    const set = sets.at(-1)
    const standsAlone = settlesAlone(item.entry.body) || (set !== undefined && settlesAlone(set[0]!.entry.body))
    if (set && !standsAlone && set.length < MAX_SET) set.push(item)
    else sets.push([item])
  }
  return sets
}

function outcomeOf(entry: ReceivedEntry, result: FinalResult): string {
  if (result.status !== 'rejected') return result.answer
  return rejected({ index: entry.index, id: entry.body.id, code: result.code })
}

function rejected({ id, code, detail }: Refusal): string {
  return JSON.stringify({ id, state: 'rejected', code, retryable: REJECTION_RETRYABLE[code], ...(detail !== undefined && { detail }) })
}
