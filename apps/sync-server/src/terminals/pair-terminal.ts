import { createHash } from 'node:crypto'
import { base64urlToBytes, type PairRequest, type PairResponse } from '@mps/shared'
import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'

type Row = { terminal_id: string | null; epoch: number; label: string; merchant_name: string; status: string }

/** Opens an epoch for the terminal that the one-time code names; a wrong, used and expired code cannot be told apart. */
export async function pairTerminal(ctx: Context, request: PairRequest): Promise<PairResponse> {
  const publicKey = base64urlToBytes(request.publicKey)
  if (publicKey?.length !== 32) {
    throw new ProblemError('validation_failed', { errors: [{ path: 'publicKey', message: 'not 32 bytes of base64url' }] })
  }
  const codeHash = createHash('sha256').update(request.pairingCode).digest()
  const row = await asServer(ctx, async (client) => {
    const { rows } = await client.query<Row>('select * from auth.pair_terminal($1, $2, $3)', [
      codeHash,
      Buffer.from(publicKey),
      request.app,
    ])
    return rows[0]
  })
  if (!row?.terminal_id) throw new ProblemError('pairing_code_wrong')
  ctx.logger.info({ terminalId: row.terminal_id, epoch: row.epoch }, 'terminal paired')
  return {
    terminalId: row.terminal_id,
    epoch: row.epoch,
    label: row.label,
    merchantName: row.merchant_name,
    serverTime: new Date().toISOString(),
  }
}
