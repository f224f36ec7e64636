import type { Settlement } from '@mps/shared'
import { settlementApi } from '@mps/shared/api'
import type pg from 'pg'
import { idOfCursor, idPage } from '../http/id-page.ts'
import { implement, type Route } from '../http/implement.ts'

type ListQuery = { cursor?: string | undefined; limit: number; status?: string | undefined }

/** Settlements for administrators, who make and pay them, and for the merchants' managers, who read their own. */
export function settlementRoutes(): Route[] {
  return implement(settlementApi, {
    listMerchantSettlements: ({ actor, query, transact }) => transact((client) => listSettlements(client, actor.merchantId, query)),
    readMerchantSettlement: ({ params, transact }) => transact((client) => one(client, 'app.read_settlement($1)', [params.settlementId])),
    listSettlements: ({ query, transact }) => transact((client) => listSettlements(client, query.merchantId ?? null, query)),
    readSettlement: ({ params, transact }) => transact((client) => one(client, 'app.read_settlement($1)', [params.settlementId])),
    generateSettlement: ({ params, body, transact }) =>
      transact((client) => one(client, 'app.generate_settlement($1, $2, $3)', [params.merchantId, body.firstDay, body.lastDay])),
    confirmSettlement: ({ params, transact }) => transact((client) => one(client, 'app.confirm_settlement($1)', [params.settlementId])),
    paySettlement: ({ params, body, transact }) =>
      transact((client) => one(client, 'app.pay_settlement($1, $2)', [params.settlementId, body.reference])),
    discardSettlement: ({ params, transact }) =>
      transact(async (client) => void (await client.query('select app.discard_settlement($1)', [params.settlementId]))),
  })
}

async function one(client: pg.PoolClient, call: string, values: unknown[]): Promise<Settlement> {
  const { rows } = await client.query<{ settlement: Settlement }>(`select ${call} as settlement`, values)
  return rows[0]!.settlement
}

async function listSettlements(client: pg.PoolClient, merchantId: string | null, { cursor, limit, status }: ListQuery) {
  const { rows } = await client.query<{ settlements: Settlement[] }>('select app.list_settlements($1, $2, $3, $4) as settlements', [
    merchantId,
    status ?? null,
    idOfCursor(cursor),
    limit + 1,
  ])
  const { page, next } = idPage(rows[0]!.settlements, limit)
  return { settlements: page, next }
}
