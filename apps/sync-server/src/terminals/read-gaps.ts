import type { EntryFault, SequenceGap, TerminalGaps } from '@mps/shared/terminal'
import type pg from 'pg'
import type { z } from 'zod'

const MAX_FAULTS = 200

/** What is missing of one terminal, or of all, and what was refused of it for its place or its time. */
export async function readGaps(client: pg.ClientBase, terminalId: string | null): Promise<z.infer<typeof TerminalGaps>> {
  const gaps = await client.query<z.infer<typeof SequenceGap>>(
    `select g.terminal_id as "terminalId", g.epoch, g.seq_from as "from", g.seq_to as "to", g.noticed_at as "noticedAt"
     from monitoring.terminal_gaps g where $1::uuid is null or g.terminal_id = $1 order by g.terminal_id, g.epoch, g.seq_from limit 1000`,
    [terminalId],
  )
  const faults = await client.query<z.infer<typeof EntryFault>>(
    `select f.terminal_id as "terminalId", f.entry_id as "entryId", f.code, f.epoch, f.seq, f.recorded_at as "recordedAt",
       f.created_at as "firstSeenAt", f.last_seen_at as "lastSeenAt", f.times_seen as "timesSeen", r.entry_id is not null as released
     from app.entry_faults f left join app.entry_releases r on r.terminal_id = f.terminal_id and r.entry_id = f.entry_id
     where $1::uuid is null or f.terminal_id = $1 order by f.last_seen_at desc limit ${MAX_FAULTS}`,
    [terminalId],
  )
  return { gaps: gaps.rows, faults: faults.rows }
}
