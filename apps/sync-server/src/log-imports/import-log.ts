import { createHash } from 'node:crypto'
import type { EntryOutcome, LogImportResult } from '@mps/shared'
import type { Context } from '../context.ts'
import { asAdmin } from '../db/transactions.ts'
import type { ReceiveCarried } from '../entries/receive-entries.ts'
import { ProblemError } from '../problem.ts'
import { readExport } from './read-export.ts'

const MAX_NAMED_REJECTIONS = 100

/**
 * Takes a log in that came as a file, under the scope of the terminal that signed it: each entry is judged as if the terminal had sent it.
 * Nothing in it can do twice what was done once, by file or by network.
 */
export async function importLog(
  ctx: Context,
  receive: ReceiveCarried,
  { adminId, terminalId, file }: { adminId: string; terminalId: string; file: Buffer },
): Promise<LogImportResult> {
  await requireTerminal(ctx, adminId, terminalId)
  const log = await readExport(ctx, file)
  if (log.terminalId !== terminalId) throw new ProblemError('log_export_of_another')
  const outcomes = (await receive({ terminalId, adminId }, log.entries)).map((text) => JSON.parse(text) as EntryOutcome)
  const states = countStates(outcomes)
  const timesImported = await record(ctx, { adminId, terminalId, hash: sha256(file), exportedAt: log.exportedAt, states })
  const rejected = outcomes.filter((outcome) => outcome.state === 'rejected').slice(0, MAX_NAMED_REJECTIONS)
  return {
    terminalId,
    exportedAt: log.exportedAt,
    entries: outcomes.length,
    timesImported,
    states,
    rejected: rejected.map(({ id, code, retryable }) => ({ id, code, retryable })),
  }
}

async function requireTerminal(ctx: Context, adminId: string, terminalId: string): Promise<void> {
  const found = await asAdmin(ctx, adminId, (client) => client.query('select from app.terminals t where t.id = $1', [terminalId]))
  if (found.rowCount === 0) throw new ProblemError('not_found')
}

function countStates(outcomes: readonly EntryOutcome[]): LogImportResult['states'] {
  const states = { settled: 0, declined: 0, voided: 0, recorded: 0, rejected: 0 }
  for (const { state } of outcomes) states[state] += 1
  return states
}

type Import = { adminId: string; terminalId: string; hash: Buffer; exportedAt: string; states: LogImportResult['states'] }

async function record(ctx: Context, { adminId, terminalId, hash, exportedAt, states }: Import): Promise<number> {
  const { rows } = await asAdmin(ctx, adminId, (client) =>
    client.query<{ times: number }>('select app.record_log_import($1, $2, $3, $4) as times', [
      terminalId,
      hash,
      exportedAt,
      JSON.stringify(states),
    ]),
  )
  return rows[0]!.times
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}
