import type { RejectionCode } from '@mps/shared'
import type { FinalResult } from '../charges/settle-charges.ts'
import type { Context } from '../context.ts'
import { perform } from '../db/call-function.ts'
import { asServer } from '../db/transactions.ts'
import type { ReceivedEntry } from './read-entry.ts'

type Faulty = { entry: ReceivedEntry; code: RejectionCode }

/** A second entry under one number and an edited one are evidence; the other two wait for an admin's release. The rest says nothing. */
const NOTED: readonly RejectionCode[] = ['sequence_fork', 'broken_chain', 'clock_untrusted', 'arrived_too_late']

/**
 * Keeps what genuine entries were rejected for: settlement stores nothing of them, and an operator must see them. What cannot be noted is
 * logged and harms no answer: the terminal sends such entries again.
 */
export async function noteFaults(ctx: Context, entries: readonly ReceivedEntry[], results: readonly FinalResult[]): Promise<void> {
  const faults = results.flatMap((result, i) =>
    result.status === 'rejected' && NOTED.includes(result.code) ? [{ entry: entries[i]!, code: result.code }] : [],
  )
  const byTerminal = Map.groupBy(faults, ({ entry }) => entry.body.terminalId)
  for (const [terminalId, own] of byTerminal) {
    await noteFor(ctx, terminalId, own).catch((error: unknown) =>
      ctx.logger.warn({ err: error, terminalId }, 'rejected entries were not noted'),
    )
  }
}

async function noteFor(ctx: Context, terminalId: string, faults: readonly Faulty[]): Promise<void> {
  await asServer(ctx, (client) =>
    perform(
      client,
      'app.note_entry_faults',
      terminalId,
      faults.map(({ entry }) => entry.body.id),
      faults.map(({ code }) => code),
      faults.map(({ entry }) => entry.body.epoch),
      faults.map(({ entry }) => entry.body.seq),
      faults.map(({ entry }) => entry.hash),
      faults.map(({ entry }) => entry.body.recordedAt),
    ),
  )
}
