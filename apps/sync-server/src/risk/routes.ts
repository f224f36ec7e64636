import type { NewRiskRule, RiskHit, RiskRule } from '@mps/shared'
import { riskApi } from '@mps/shared/api'
import type pg from 'pg'
import { answer } from '../http/answer.ts'
import { idOfCursor, idPage } from '../http/id-page.ts'
import { implement, type Route } from '../http/implement.ts'

type HitsQuery = { cursor?: string | undefined; limit: number; kind?: string | undefined; openOnly?: boolean | undefined }

/** Rules for administrators; hits for them too, and a merchant's suspected duplicates for its managers. */
export function riskRoutes(): Route[] {
  return implement(riskApi, {
    listRiskRules: ({ query, transact }) =>
      transact(async (client) => {
        const { rows } = await client.query<{ rules: RiskRule[] }>('select app.list_risk_rules($1) as rules', [query.withRetired ?? false])
        return { rules: rows[0]!.rules }
      }),
    createRiskRule: ({ body, transact }) => transact(async (client) => answer(201, await createRule(client, body, null))),
    replaceRiskRule: ({ params, body, transact }) => transact((client) => createRule(client, body, params.ruleId)),
    retireRiskRule: ({ params, transact }) =>
      transact(async (client) => void (await client.query('select app.retire_risk_rule($1)', [params.ruleId]))),
    listRiskHits: ({ query, transact }) => transact((client) => listHits(client, query.merchantId ?? null, query)),
    reviewRiskHit: ({ params, body, transact }) => transact((client) => reviewHit(client, params.hitId, body.verdict)),
    listSuspectedDuplicates: ({ actor, query, transact }) => transact((client) => listHits(client, actor.merchantId, query)),
    reviewSuspectedDuplicate: ({ params, body, transact }) => transact((client) => reviewHit(client, params.hitId, body.verdict)),
  })
}

async function createRule(client: pg.PoolClient, rule: NewRiskRule, replaces: string | null): Promise<RiskRule> {
  const { rows } = await client.query<{ rule: RiskRule }>('select app.create_risk_rule($1, $2) as rule', [rule, replaces])
  return rows[0]!.rule
}

async function listHits(client: pg.PoolClient, merchantId: string | null, { cursor, limit, kind, openOnly }: HitsQuery) {
  const { rows } = await client.query<{ hits: RiskHit[] }>('select app.list_risk_hits($1, $2, $3, $4, $5) as hits', [
    merchantId,
    kind ?? null,
    openOnly ?? false,
    idOfCursor(cursor),
    limit + 1,
  ])
  const { page, next } = idPage(rows[0]!.hits, limit)
  return { hits: page, next }
}

async function reviewHit(client: pg.PoolClient, hitId: string, verdict: string): Promise<RiskHit> {
  const { rows } = await client.query<{ hit: RiskHit }>('select app.review_risk_hit($1, $2) as hit', [hitId, verdict])
  return rows[0]!.hit
}
