import type { ShiftReport, ShiftSummary, TerminalShift } from '@mps/shared'
import { shiftApi } from '@mps/shared/api'
import { z } from 'zod'
import { implement, type Route } from '../http/implement.ts'
import { CursorText, encodeCursor } from '../me/transactions-cursor.ts'

const Page = z.object({ cursor: CursorText.optional() })
type Row = ShiftSummary & { cursorAt: string }

/** What became of the shop's shifts; the entries that make them come with the log. */
export function shiftRoutes(): Route[] {
  return implement(shiftApi, {
    readTerminalShift: ({ params, transact }) =>
      transact(async (client) => {
        const { rows } = await client.query<{ shift: TerminalShift }>('select app.terminal_shift($1) as shift', [params.shiftId])
        return rows[0]!.shift
      }),

    listMerchantShifts: async ({ query, transact }) => {
      const { cursor } = Page.parse({ cursor: query.cursor })
      // One more than asked for tells whether there is a next page.
      const values = [cursor?.at ?? null, cursor?.id ?? null, query.limit + 1]
      const shifts = await transact(async (client) => {
        const { rows } = await client.query<{ shifts: Row[] }>('select app.merchant_shifts($1, $2, $3) as shifts', values)
        return rows[0]!.shifts
      })
      const page = shifts.slice(0, query.limit)
      const last = page.at(-1)
      return {
        shifts: page.map(({ cursorAt: _at, ...shift }) => shift),
        next: shifts.length > query.limit && last ? encodeCursor({ at: last.cursorAt, id: last.shiftId }) : null,
      }
    },

    readMerchantShift: ({ params, transact }) =>
      transact(async (client) => {
        const { rows } = await client.query<{ shift: ShiftReport }>('select app.merchant_shift($1, $2) as shift', [
          params.terminalId,
          params.shiftId,
        ])
        return rows[0]!.shift
      }),
  })
}
