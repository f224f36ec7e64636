import type { CardType, TypedCode, TypedCodeRequest } from '@mps/shared'
import type { Context } from '../context.ts'
import { perform } from '../db/call-function.ts'
import { asServer } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'
import { areDigitsOf } from './typed-digits.ts'

type Living = { locked_until: null; qr_hash: Buffer; card_type: CardType; discount: number; expires_at: string }
type Row = Living | { locked_until: string }

/**
 * The code that was read out at a till. The attempt is counted before anything is compared, and whoever asks learns one thing only: whether number
 * and digits name a living code.
 * @throws ProblemError typed_code_wrong, locked_out
 */
export async function resolveTypedCode(ctx: Context, terminalId: string, { cardNo, digits }: TypedCodeRequest): Promise<TypedCode> {
  const { rows } = await asServer(ctx, (client) => client.query<Row>('select * from app.begin_typed_code($1, $2)', [terminalId, cardNo]))
  const code = rows.filter(isOpen).find(({ qr_hash }) => areDigitsOf(ctx.keys, cardNo, qr_hash.toString('hex'), digits))
  await asServer(ctx, (client) => perform(client, 'app.finish_typed_code', terminalId, cardNo, code !== undefined))
  if (!code) throw new ProblemError('typed_code_wrong')
  return {
    codeHash: code.qr_hash.toString('hex'),
    cardType: code.card_type,
    discount: code.discount,
    expiresAt: new Date(code.expires_at).toISOString(),
    serverTime: new Date().toISOString(),
  }
}

function isOpen(row: Row): row is Living {
  if (row.locked_until === null) return true
  throw new ProblemError('locked_out', { retryAfterS: Math.max(1, Math.ceil((Date.parse(row.locked_until) - Date.now()) / 1000)) })
}
