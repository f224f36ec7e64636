import { z } from 'zod'
import { GenerateSettlementRequest, PaySettlementRequest, Settlement, Settlements, SettlementStatus } from '../settlement.ts'
import { declare, NOTHING } from './endpoint.ts'
import { pageQuery, PathId } from './inputs.ts'

const one = z.object({ settlementId: PathId })
const ofStatus = { ...pageQuery, status: SettlementStatus.optional() }

/** What the platform owes its merchants, period by period. */
export const settlementApi = declare('Settlements', {
  listMerchantSettlements: {
    method: 'GET',
    path: '/v1/merchant/settlements',
    actor: 'merchant:manager',
    summary: 'My merchant’s settlements, the newest first',
    query: z.strictObject(ofStatus),
    answers: { 200: Settlements },
    problems: ['not_found'],
  },
  readMerchantSettlement: {
    method: 'GET',
    path: '/v1/merchant/settlements/{settlementId}',
    actor: 'merchant:manager',
    summary: 'One of my merchant’s settlements',
    params: one,
    answers: { 200: Settlement },
  },
  listSettlements: {
    method: 'GET',
    path: '/v1/admin/settlements',
    actor: 'admin',
    summary: 'All settlements, or those of one merchant, the newest first',
    query: z.strictObject({ ...ofStatus, merchantId: PathId.optional() }),
    answers: { 200: Settlements },
    problems: ['not_found'],
  },
  readSettlement: {
    method: 'GET',
    path: '/v1/admin/settlements/{settlementId}',
    actor: 'admin',
    summary: 'One settlement',
    params: one,
    answers: { 200: Settlement },
  },
  generateSettlement: {
    method: 'POST',
    path: '/v1/admin/merchants/{merchantId}/settlements',
    actor: 'admin',
    summary: 'Make the draft of a merchant’s settlement for some of its business days',
    description:
      'The daily job makes one per merchant and day by itself. The same days again give the same settlement, whatever its state.',
    params: z.object({ merchantId: PathId }),
    body: GenerateSettlementRequest,
    answers: { 200: Settlement },
    problems: ['settlement_period_wrong', 'settlement_period_not_over', 'settlement_overlaps', 'settlement_leaves_a_gap'],
    idempotent: true,
  },
  confirmSettlement: {
    method: 'POST',
    path: '/v1/admin/settlements/{settlementId}/confirm',
    actor: 'admin',
    summary: 'Confirm a draft: its figures are final',
    params: one,
    answers: { 200: Settlement },
    problems: ['settlement_is_final'],
    idempotent: true,
  },
  paySettlement: {
    method: 'POST',
    path: '/v1/admin/settlements/{settlementId}/pay',
    actor: 'admin',
    summary: 'Note that a confirmed settlement was paid out',
    params: one,
    body: PaySettlementRequest,
    answers: { 200: Settlement },
    problems: ['settlement_is_final', 'settlement_not_confirmed', 'settlement_is_carried_over'],
    idempotent: true,
  },
  discardSettlement: {
    method: 'DELETE',
    path: '/v1/admin/settlements/{settlementId}',
    actor: 'admin',
    summary: 'Throw a merchant’s newest draft away',
    params: one,
    answers: { 204: NOTHING },
    problems: ['settlement_is_final', 'settlement_is_not_the_last'],
    idempotent: true,
  },
})
