import type { LateDecline, LateDeclines, MemberDebt } from '@mps/shared'
import { lateDeclineApi } from '@mps/shared/api'
import { z } from 'zod'
import type { Work } from '../db/transactions.ts'
import { implement, type Route } from '../http/implement.ts'
import { CursorText, encodeCursor } from '../me/transactions-cursor.ts'

const Page = z.object({ cursor: CursorText.optional() })
type Row = LateDecline & { cursorAt: string }
type ListQuery = { state?: string | undefined; cursor?: string | undefined; limit: number; merchantId?: string | undefined }
type Resolution = { chargeId: string; reason: string; approvalId?: string }

/** Late declines: listed, written off, made a debt. To charge one again is an entry of the terminal's log. */
export function lateDeclineRoutes(): Route[] {
  return implement(lateDeclineApi, {
    listTerminalLateDeclines: ({ query, transact }) => transact(list(query)),
    listMerchantLateDeclines: ({ query, transact }) => transact(list(query)),
    listLateDeclines: ({ query, transact }) => transact(list(query)),
    writeOffAtTerminal: ({ params, body, transact }) => transact(resolve('written_off', { ...params, ...body })),
    writeOffForMerchant: ({ params, body, transact }) => transact(resolve('written_off', { ...params, ...body })),
    writeOffForPlatform: ({ params, body, transact }) => transact(resolve('written_off', { ...params, ...body })),
    makeDebtAtTerminal: ({ params, body, transact }) => transact(resolve('member_debt', { ...params, ...body })),
    makeDebtForMerchant: ({ params, body, transact }) => transact(resolve('member_debt', { ...params, ...body })),
    makeDebtForPlatform: ({ params, body, transact }) => transact(resolve('member_debt', { ...params, ...body })),
    readMyDebts: ({ transact }) =>
      transact(async (client) => {
        const { rows } = await client.query<{ debts: MemberDebt[]; currency: string }>(
          'select app.my_debts() as debts, app.platform_currency() as currency',
        )
        const { debts, currency } = rows[0]!
        return { debts, owed: debts.reduce((sum, { left }) => sum + left, 0), currency }
      }),
  })
}

function list({ state, merchantId, cursor: text, limit }: ListQuery): Work<LateDeclines> {
  return async (client) => {
    const { cursor } = Page.parse({ cursor: text })
    // One more than asked for tells whether there is a next page.
    const values = [state ?? null, merchantId ?? null, cursor?.at ?? null, cursor?.id ?? null, limit + 1]
    const { rows } = await client.query<{ list: Row[] }>('select app.list_late_declines($1, $2, $3, $4, $5) as list', values)
    const found = rows[0]!.list
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      lateDeclines: page.map(({ cursorAt: _at, ...decline }) => decline),
      next: found.length > limit && last ? encodeCursor({ at: last.cursorAt, id: last.chargeId }) : null,
    }
  }
}

function resolve(resolution: 'written_off' | 'member_debt', { chargeId, reason, approvalId }: Resolution): Work<LateDecline> {
  return async (client) => {
    const values = [chargeId, resolution, reason, approvalId ?? null]
    const { rows } = await client.query<{ decline: LateDecline }>('select app.resolve_late_decline($1, $2, $3, $4) as decline', values)
    return rows[0]!.decline
  }
}
