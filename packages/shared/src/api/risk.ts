import { z } from 'zod'
import { NewRiskRule, ReviewRiskHitRequest, RISK_KINDS, RiskHit, RiskHits, RiskRule, RiskRules } from '../risk.ts'
import { declare, NOTHING } from './endpoint.ts'
import { pageQuery, PathId } from './inputs.ts'

const rule = z.object({ ruleId: PathId })
const hit = z.object({ hitId: PathId })
const QueryFlag = z.enum(['true', 'false']).transform((text) => text === 'true')

/** Rules as data, and what met them. */
export const riskApi = declare('Risk', {
  listRiskRules: {
    method: 'GET',
    path: '/v1/admin/risk-rules',
    actor: 'admin',
    summary: 'The rules in force, or all that ever were',
    query: z.strictObject({ withRetired: QueryFlag.optional() }),
    answers: { 200: RiskRules },
  },
  createRiskRule: {
    method: 'POST',
    path: '/v1/admin/risk-rules',
    actor: 'admin',
    summary: 'Make a rule, in force for what is scanned from now on',
    body: NewRiskRule,
    answers: { 201: RiskRule },
    problems: ['not_found', 'risk_rule_invalid'],
    idempotent: true,
  },
  replaceRiskRule: {
    method: 'PUT',
    path: '/v1/admin/risk-rules/{ruleId}',
    actor: 'admin',
    summary: 'Retire a rule and put another in its place',
    description: 'A rule never changes: what was scanned before is judged by the rule of then, also when it arrives late.',
    params: rule,
    body: NewRiskRule,
    answers: { 200: RiskRule },
    problems: ['state_conflict', 'risk_rule_invalid'],
    idempotent: true,
  },
  retireRiskRule: {
    method: 'DELETE',
    path: '/v1/admin/risk-rules/{ruleId}',
    actor: 'admin',
    summary: 'Retire a rule',
    params: rule,
    answers: { 204: NOTHING },
    problems: ['state_conflict'],
    idempotent: true,
  },
  listRiskHits: {
    method: 'GET',
    path: '/v1/admin/risk-hits',
    actor: 'admin',
    summary: 'Charges that met a rule, the newest first',
    query: z.strictObject({
      ...pageQuery,
      merchantId: PathId.optional(),
      kind: z.enum(RISK_KINDS).optional(),
      openOnly: QueryFlag.optional(),
    }),
    answers: { 200: RiskHits },
    problems: ['not_found'],
  },
  reviewRiskHit: {
    method: 'POST',
    path: '/v1/admin/risk-hits/{hitId}/review',
    actor: 'admin',
    summary: 'Say what a hit was',
    params: hit,
    body: ReviewRiskHitRequest,
    answers: { 200: RiskHit },
    repeatable: 'the last verdict counts',
  },
  listSuspectedDuplicates: {
    method: 'GET',
    path: '/v1/merchant/suspected-duplicates',
    actor: 'merchant:manager',
    summary: 'Pairs of charges alike: same card, amount and terminal within a short time',
    query: z.strictObject({ ...pageQuery, openOnly: QueryFlag.optional() }),
    answers: { 200: RiskHits },
    problems: ['not_found'],
  },
  reviewSuspectedDuplicate: {
    method: 'POST',
    path: '/v1/merchant/suspected-duplicates/{hitId}/review',
    actor: 'merchant:manager',
    summary: 'Say whether a pair was two sales or one',
    params: hit,
    body: ReviewRiskHitRequest,
    answers: { 200: RiskHit },
    repeatable: 'the last verdict counts',
  },
})
