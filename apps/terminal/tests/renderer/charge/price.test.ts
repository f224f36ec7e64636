import { expect, it } from 'vitest'
import { amountFault, priceOf } from '../../../src/renderer/charge/price.ts'

const code = { text: '', hash: '', scannedAt: '', cardNo: '', cardType: 'standard', discountPermille: 850, expiresAtMs: 0 } as const
const policy = {
  revision: 1,
  minCharge: 100,
  maxCharge: 5000_00,
  offlineAllowed: true,
  offlineMaxPerCharge: 0,
  offlineMaxPerCard: 0,
  offlineMaxSum: 0,
  offlineMaxCount: 0,
  offlineChargingHours: 72,
  offlineApprovalAbove: 0,
}

it('takes the discount from the code and rounds by the shared rule', () => {
  expect(priceOf(1280_50, code, { roundingStep: 1 })).toEqual({
    amount: 1280_50,
    discount: 850,
    final: 1088_43,
    saved: 192_07,
    points: 1088,
  })
  expect(priceOf(1280_50, code, { roundingStep: 100 }).final).toBe(1088_00)
})

it('gives points on member and prepaid cards only', () => {
  expect(priceOf(100_00, { ...code, cardType: 'voucher' }, { roundingStep: 1 }).points).toBe(0)
})

it('names an amount outside the shop’s limits', () => {
  expect([99, 100, 5000_00, 5000_01].map((amount) => amountFault(amount, policy))).toEqual(['below_minimum', null, null, 'above_maximum'])
})
