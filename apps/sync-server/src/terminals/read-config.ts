import { createHash } from 'node:crypto'
import type { TerminalConfig } from '@mps/shared'
import type pg from 'pg'
import type { Context } from '../context.ts'
import { asTerminal } from '../db/transactions.ts'
import { exportRecipient } from '../log-imports/export-identities.ts'
import { ProblemError } from '../problem.ts'

/** All that a terminal needs to sell without a network. */
export function readConfig(ctx: Context, terminalId: string): Promise<TerminalConfig> {
  return asTerminal(ctx, terminalId, (client) => configOf(ctx, client, terminalId))
}

/** The same inside a transaction that is open already. The revision is the content's hash, so it changes when, and only when, that does. */
export async function configOf(ctx: Pick<Context, 'keys'>, client: pg.ClientBase, terminalId: string): Promise<TerminalConfig> {
  const { rows } = await client.query<{ config: Omit<TerminalConfig, 'revision' | 'exportRecipient'> | null }>(
    'select app.terminal_config($1) as config',
    [terminalId],
  )
  if (!rows[0]?.config) throw new ProblemError('not_found')
  const config = { ...rows[0].config, exportRecipient: await exportRecipient(ctx) }
  const revision = createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 32)
  return { revision, ...config }
}
