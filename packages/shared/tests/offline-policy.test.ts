import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MerchantPolicy, offlineRoom, type OfflineLimit, type OfflineUse } from '../src/index.ts'

const HOUR_S = 3600
const policy: MerchantPolicy = {
  revision: 3,
  minCharge: 1,
  maxCharge: 10_000_00,
  offlineAllowed: true,
  offlineMaxPerCharge: 500_00,
  offlineMaxPerCard: 800_00,
  offlineMaxSum: 5_000_00,
  offlineMaxCount: 20,
  offlineChargingHours: 72,
  offlineApprovalAbove: 300_00,
}
const unused: OfflineUse = { count: 0, sum: 0, cardSum: 0, lastContactAgeS: 60 }
const PLENTY = 10_000_00

type Row = [string, Partial<MerchantPolicy>, Partial<OfflineUse>, number, number, OfflineLimit]

describe('offlineRoom', () => {
  it.each<Row>([
    ['nothing used: the charge limit binds', {}, {}, PLENTY, 500_00, 'charge_limit'],
    ['a code of a nearly empty card', {}, {}, 100_00, 100_00, 'code_limit'],
    ['a code that may not be taken offline', {}, {}, 0, 0, 'code_limit'],
    ['a second code of the same card shares the limit', {}, { cardSum: 70_00 }, 100_00, 30_00, 'code_limit'],
    ['a code whose limit is used up', {}, { cardSum: 150_00 }, 100_00, 0, 'code_limit'],
    ['a card near its limit here', {}, { cardSum: 750_00 }, PLENTY, 50_00, 'card_limit'],
    ['a card over its limit here', {}, { cardSum: 900_00 }, PLENTY, 0, 'card_limit'],
    ['a terminal near its sum', {}, { sum: 4_999_00 }, PLENTY, 1_00, 'terminal_sum_limit'],
    ['a terminal over its sum', {}, { sum: 6_000_00 }, PLENTY, 0, 'terminal_sum_limit'],
    ['a terminal with one charge left', {}, { count: 19 }, PLENTY, 500_00, 'charge_limit'],
    ['a terminal with no charge left', {}, { count: 20 }, PLENTY, 0, 'terminal_count_limit'],
    ['no charge allowed at all', { offlineMaxCount: 0 }, {}, PLENTY, 0, 'terminal_count_limit'],
    ['offline charging off', { offlineAllowed: false }, {}, PLENTY, 0, 'offline_not_allowed'],
    ['never connected', {}, { lastContactAgeS: null }, PLENTY, 0, 'never_connected'],
    ['offline for exactly the hours allowed', {}, { lastContactAgeS: 72 * HOUR_S }, PLENTY, 500_00, 'charge_limit'],
    ['offline for a second more', {}, { lastContactAgeS: 72 * HOUR_S + 1 }, PLENTY, 0, 'too_long_offline'],
    ['all limits equal: the code is named', { offlineMaxPerCharge: 9, offlineMaxPerCard: 9, offlineMaxSum: 9 }, {}, 9, 9, 'code_limit'],
  ])('%s', (_, changed, used, codeLimit, roomMinor, limit) => {
    expect(offlineRoom({ ...policy, ...changed }, { ...unused, ...used }, codeLimit)).toEqual({ roomMinor, limit })
  })

  const minor = fc.integer({ min: 0, max: 1_000_000 })
  const anyPolicy = fc
    .record({ offlineMaxPerCharge: minor, offlineMaxPerCard: minor, offlineMaxSum: minor })
    .map((limits) => ({ ...policy, ...limits }))
  const anyUse = fc.record({ count: fc.nat(25), sum: minor, cardSum: minor, lastContactAgeS: fc.option(fc.nat(80 * HOUR_S)) })

  it('is never below zero and never lets a limit be passed', () => {
    fc.assert(
      fc.property(anyPolicy, anyUse, minor, (limits, use, codeLimit) => {
        const { roomMinor } = offlineRoom(limits, use, codeLimit)
        expect(roomMinor).toBeGreaterThanOrEqual(0)
        if (roomMinor === 0) return
        expect(use.count).toBeLessThan(limits.offlineMaxCount)
        expect(roomMinor).toBeLessThanOrEqual(limits.offlineMaxPerCharge)
        expect(use.cardSum + roomMinor).toBeLessThanOrEqual(Math.min(codeLimit, limits.offlineMaxPerCard))
        expect(use.sum + roomMinor).toBeLessThanOrEqual(limits.offlineMaxSum)
      }),
      { numRuns: 5_000 },
    )
  })

  it('does not grow when a charge is taken', () => {
    fc.assert(
      fc.property(anyPolicy, anyUse, minor, minor, (limits, use, codeLimit, taken) => {
        const after = { ...use, count: use.count + 1, sum: use.sum + taken, cardSum: use.cardSum + taken }
        expect(offlineRoom(limits, after, codeLimit).roomMinor).toBeLessThanOrEqual(offlineRoom(limits, use, codeLimit).roomMinor)
      }),
    )
  })
})
