import { encodePaymentCode, luhnDigit, type MerchantPolicy, type TerminalConfig } from '@mps/shared'
import { expect, test } from 'vitest'
import { emptyState } from '../../../src/renderer/log/journal-state.ts'
import { isWithinLimits, type OfflineView, roomFor } from '../../../src/renderer/log/offline-use.ts'

const CARD = `444444444444444${luhnDigit('444444444444444')}`
const POLICY: MerchantPolicy = {
  revision: 1,
  minCharge: 1,
  maxCharge: 10_000_00,
  offlineAllowed: true,
  offlineMaxPerCharge: 1000_00,
  offlineMaxPerCard: 800_00,
  offlineMaxSum: 2000_00,
  offlineMaxCount: 5,
  offlineChargingHours: 72,
  offlineApprovalAbove: 300_00,
}

type Charge = { n: number; finalMinor: number; card?: string; state?: 'unsent' | 'rejected' }

function aView(charges: Charge[] = [], fields: Partial<OfflineView> = {}): OfflineView {
  const state = emptyState()
  for (const { n, finalMinor, card = 'another', state: sending = 'unsent' } of charges) {
    const common = { kind: 'charge', terminalId: 't', epoch: 1, seq: n, recordedAt: '' }
    state.pending.set(String(n), { id: String(n), n, ...common, finalMinor, card, state: sending })
  }
  const config = { policy: POLICY } as TerminalConfig
  return { config, state, coveredOrdinal: 0, contactAgeS: 60, isClockSafe: true, ...fields }
}

function aCode(offlineLimitMinor = 900_00): Promise<string> {
  const fields = { keyId: 1, cardNo: CARD, validFromS: 0, ttlS: 900, discountPermille: 1000, cardType: 'standard' as const }
  return encodePaymentCode({ ...fields, offlineLimitMinor, secret: new Uint8Array(16) }, () => new Uint8Array(64))
}

test('gives the whole room of the limit that binds', async () => {
  expect(roomFor(aView(), await aCode())).toMatchObject({ roomMinor: 800_00, limit: 'card_limit' })
  expect(roomFor(aView(), await aCode(500_00))).toMatchObject({ roomMinor: 500_00, limit: 'code_limit' })
})

test('counts what is unsent since the last contact, per card and in all', async () => {
  const charges = [
    { n: 1, finalMinor: 700_00, card: CARD },
    { n: 2, finalMinor: 300_00, card: CARD },
    { n: 3, finalMinor: 1000_00 },
    { n: 4, finalMinor: 900_00, state: 'rejected' as const },
  ]
  expect(roomFor(aView(charges), await aCode())).toMatchObject({ roomMinor: 0 })
  // The first was covered by the last contact.
  expect(roomFor(aView(charges, { coveredOrdinal: 1 }), await aCode())).toMatchObject({ roomMinor: 500_00, limit: 'card_limit' })
})

test('stops at the number of charges, without a clock, a configuration, or a contact', async () => {
  const five = [1, 2, 3, 4, 5].map((n) => ({ n, finalMinor: 1 }))
  const code = await aCode()
  expect(roomFor(aView(five), code)).toMatchObject({ roomMinor: 0, limit: 'terminal_count_limit' })
  expect(roomFor(aView([], { isClockSafe: false }), code)).toMatchObject({ roomMinor: 0, limit: 'clock_unsafe' })
  expect(roomFor(aView([], { config: null }), code)).toEqual({ roomMinor: 0, limit: 'no_config', policy: null })
  expect(roomFor(aView([], { contactAgeS: null }), code)).toMatchObject({ roomMinor: 0, limit: 'never_connected' })
  expect(roomFor(aView([], { contactAgeS: 73 * 3600 }), code)).toMatchObject({ roomMinor: 0, limit: 'too_long_offline' })
})

test('has no room for a text that is no code', () => {
  expect(roomFor(aView(), 'hello').roomMinor).toBe(0)
})

test('asks for a manager above the threshold', async () => {
  const room = roomFor(aView(), await aCode())
  expect(isWithinLimits(room, POLICY, 300_00, false)).toBe(true)
  expect(isWithinLimits(room, POLICY, 300_01, false)).toBe(false)
  expect(isWithinLimits(room, POLICY, 300_01, true)).toBe(true)
  expect(isWithinLimits(room, POLICY, 800_01, true)).toBe(false)
})
