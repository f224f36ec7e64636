import { describe, expect, it } from 'vitest'
import { codeToShow, type HeldCode, isRenewalDue, renewalLeadMs, retryDelayMs } from '../../src/code/renewal.ts'

const MINUTE = 60_000
const T0 = Date.parse('2026-11-23T08:00:00.000Z')

/** A code named by its hash, which begins and ends so many seconds after T0. */
function aCode(hash: string, fromS: number, untilS: number): HeldCode {
  return { hash, text: `MPS1:${hash}`, validFromMs: T0 + fromS * 1000, expiresAtMs: T0 + untilS * 1000, discountPermille: 1000 }
}

const live = aCode('live', 0, 900)
const spare = aCode('spare', 900, 1800)
const short = aCode('short', 0, 20)

describe('the code to show, and when to renew it', () => {
  it.each([
    ['there is none yet', [], 0, null, true],
    ['it has just begun', [live, spare], 0, 'live', false],
    ['a minute and more is left', [live, spare], 840, 'live', false],
    ['less than a minute is left', [live, spare], 840.001, 'live', true],
    ['its last moment has come', [live, spare], 899.999, 'live', true],
    ['it has ended and a spare has begun', [live, spare], 900, 'spare', false],
    ['it has ended and there is no spare', [live], 900, null, true],
    ['the spare runs out as well', [live, spare], 1741, 'spare', true],
    ['everything has ended', [live, spare], 1800, null, true],
    ['it was spent, and the spare has not begun', [spare], 100, null, true],
    ['a newer one was issued beside it', [live, aCode('newer', 800, 1700)], 850, 'newer', false],
    ['a short life is in its first three quarters', [short], 15, 'short', false],
    ['a short life is in its last quarter', [short], 15.001, 'short', true],
    ['the device sleeps through everything', [live, spare], 86_400, null, true],
  ])('when %s', (_when, held, atS, shown, isDue) => {
    const nowMs = T0 + atS * 1000
    expect(codeToShow(held, nowMs)?.hash ?? null).toBe(shown)
    expect(isRenewalDue(held, nowMs)).toBe(isDue)
  })

  it('replaces a code a minute before its end, or in the last quarter of a shorter life', () => {
    expect(renewalLeadMs(live)).toBe(MINUTE)
    expect(renewalLeadMs(short)).toBe(5_000)
    expect(renewalLeadMs(aCode('four minutes', 0, 240))).toBe(MINUTE)
  })
})

describe('the wait after a failure', () => {
  it('doubles up to ten seconds', () => {
    expect([1, 2, 3, 4, 50].map((failures) => retryDelayMs(failures, 0, 1))).toEqual([2_000, 4_000, 8_000, 10_000, 10_000])
  })

  it('varies by a quarter, so that phones do not return all at once', () => {
    expect(retryDelayMs(1, 0, 0)).toBe(1_500)
    expect(retryDelayMs(4, 0, 0.5)).toBe(8_750)
  })

  it('is never shorter than the server asks', () => {
    expect(retryDelayMs(1, 42_000, 0)).toBe(42_000)
  })
})
