import type { TerminalConfig } from '@mps/shared'
import { describe, expect, it } from 'vitest'
import { type ReadinessFacts, readinessOf } from '../../src/renderer/readiness/readiness.ts'

const NOW = Date.parse('2026-11-23T10:00:00.000Z')
const HOUR = 3_600_000
const iso = (ms: number) => new Date(ms).toISOString()

const CONFIG = {
  revision: 'r1',
  terminal: { id: 't', label: 'Till 1' },
  merchant: { id: 'm', code: 'shop', name: 'Shop', timeZone: 'Asia/Taipei' },
  currency: 'TWD',
  roundingStep: 1,
  policy: {
    revision: 1,
    minCharge: 1,
    maxCharge: 1_000_000,
    offlineAllowed: true,
    offlineMaxPerCharge: 100_00,
    offlineMaxPerCard: 200_00,
    offlineMaxSum: 1000_00,
    offlineMaxCount: 10,
    offlineChargingHours: 8,
    offlineApprovalAbove: 50_00,
  },
  codeKeys: [{ keyId: 1, publicKey: 'k', validFrom: iso(NOW - HOUR), retiredAt: null }],
  revokedCodes: [],
  roster: [{ userId: 'u', name: 'Ann', role: 'manager', pinHash: 'hash' }],
  levels: [],
  codeUses: 'one',
  minApp: '0.1.0',
} satisfies TerminalConfig

const FACTS: ReadinessFacts = {
  config: { config: CONFIG, checkedAt: iso(NOW), ageS: 10 },
  connection: { state: 'online', reason: null, since: iso(NOW), lastContactAt: iso(NOW), updateNeeded: false, revoked: false },
  clock: { offsetMs: 20, offsetAgeS: 10, roundTripMs: 5, warn: false, wentBackwards: false },
  queue: {
    depth: 0,
    sumMinor: 0,
    charges: 0,
    oldestRecordedAt: null,
    oldestAgeS: null,
    rejected: 0,
    resending: 0,
    inFlight: 0,
    nextAttemptAt: null,
  },
  storage: { state: 'ok', error: null, freeBytes: 10 ** 9, persisted: true },
  isPageKept: true,
  nowMs: NOW,
}
const withConfig = (change: Partial<TerminalConfig>) => ({ ...FACTS, config: { ...FACTS.config, config: { ...CONFIG, ...change } } })
const withPolicy = (change: Partial<TerminalConfig['policy']>) => withConfig({ policy: { ...CONFIG.policy, ...change } })

describe('readiness for an outage', () => {
  it('is whole with everything in place, until the shop’s hours since the last contact are over', () => {
    const report = readinessOf(FACTS)
    expect(new Set(Object.values(report.points))).toEqual(new Set(['ready']))
    expect(report.untilMs).toBe(NOW + 8 * HOUR)
  })

  it('ends earlier with the last key that verifies codes', () => {
    const keys = [{ keyId: 1, publicKey: 'k', validFrom: iso(NOW - HOUR), retiredAt: iso(NOW + HOUR) }]
    expect(readinessOf(withConfig({ codeKeys: keys })).untilMs).toBe(NOW + HOUR)
  })

  it.each([
    ['rules', withPolicy({ offlineAllowed: false })],
    ['keys', withConfig({ codeKeys: [{ ...CONFIG.codeKeys[0]!, retiredAt: iso(NOW - 1) }] })],
    ['keys', withConfig({ codeKeys: [{ ...CONFIG.codeKeys[0]!, validFrom: iso(NOW + 1) }] })],
    ['people', withConfig({ roster: [{ ...CONFIG.roster[0]!, pinHash: null }] })],
    ['clock', { ...FACTS, clock: { ...FACTS.clock, wentBackwards: true } }],
    ['clock', { ...FACTS, clock: { ...FACTS.clock, offsetMs: null } }],
    ['room', { ...FACTS, queue: { ...FACTS.queue, charges: 10 } }],
    ['room', { ...FACTS, clock: { ...FACTS.clock, offsetAgeS: 8 * 3600 + 1 } }],
    ['disk', { ...FACTS, storage: { ...FACTS.storage, state: 'failing' } }],
  ] as const)('is missing where its %s would stop sales', (point, facts) => {
    const report = readinessOf(facts)
    expect(report.points[point]).toBe('missing')
    expect(report.untilMs).toBeNull()
  })

  it.each([
    ['rules', { ...FACTS, config: { ...FACTS.config, ageS: 25 * 3600 } }],
    ['denylist', { ...FACTS, config: { ...FACTS.config, ageS: 3601 } }],
    ['people', withConfig({ roster: [{ ...CONFIG.roster[0]!, role: 'cashier' }] })],
    ['clock', { ...FACTS, clock: { ...FACTS.clock, warn: true } }],
    ['room', { ...FACTS, queue: { ...FACTS.queue, charges: 9 } }],
    ['room', { ...FACTS, queue: { ...FACTS.queue, sumMinor: 900_00 } }],
    ['disk', { ...FACTS, storage: { ...FACTS.storage, state: 'low' } }],
    ['kept', { ...FACTS, storage: { ...FACTS.storage, persisted: false } }],
    ['page', { ...FACTS, isPageKept: false }],
  ] as const)('is weak, and goes on, where its %s wants attention', (point, facts) => {
    const report = readinessOf(facts)
    expect(report.points[point]).toBe('weak')
    expect(report.untilMs).not.toBeNull()
  })

  it('names the limit that stops offline sales', () => {
    expect(readinessOf({ ...FACTS, queue: { ...FACTS.queue, charges: 10 } }).limit).toBe('terminal_count_limit')
    expect(readinessOf({ ...FACTS, config: { config: null, checkedAt: null, ageS: null } }).untilMs).toBeNull()
  })
})
