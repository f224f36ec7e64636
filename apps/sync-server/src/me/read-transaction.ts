import type { MemberTransactionDetail } from '@mps/shared'
import type { Context } from '../context.ts'
import { asMember } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'

/** One transaction by its number. One of another member's cards is as unknown as a number never given. */
export async function readTransaction(ctx: Context, memberId: string, txNo: string): Promise<MemberTransactionDetail> {
  const transaction = await asMember(ctx, memberId, async (client) => {
    const { rows } = await client.query<{ transaction: MemberTransactionDetail | null }>('select app.my_transaction($1) as transaction', [
      txNo,
    ])
    return rows[0]?.transaction
  })
  if (!transaction) throw new ProblemError('not_found')
  return transaction
}
