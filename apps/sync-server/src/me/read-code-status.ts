import type { CodeStatus } from '@mps/shared'
import type { Context } from '../context.ts'
import { asMember } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'

/** Whether a code of this member is still good, and what was charged on it. Another member's code is as unknown as one never issued. */
export async function readCodeStatus(ctx: Context, memberId: string, codeHash: string): Promise<CodeStatus> {
  const status = await asMember(ctx, memberId, async (client) => {
    const { rows } = await client.query<{ status: Omit<CodeStatus, 'serverTime'> | null }>('select app.my_code_status($1) as status', [
      Buffer.from(codeHash, 'hex'),
    ])
    return rows[0]?.status
  })
  if (!status) throw new ProblemError('not_found')
  return { ...status, serverTime: new Date().toISOString() }
}
