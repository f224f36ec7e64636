import { describe, expect, it } from 'vitest'
import {
  CODES_IN_A_RUN,
  codesNeeded,
  codeToShow,
  nextToStart,
  readyUntilMs,
  renewalLeadMs,
  retryDelayMs,
  withIssued,
} from '../../src/code/code-plan.ts'
import type { HeldCode } from '../../src/code/held-code.ts'

const MINUTE = 60_000
const T0 = Date.parse('2026-11-23T08:00:00.000Z')

/** A code named by its hash, which begins and ends so many seconds after T0. */
function aCode(hash: string, fromS: number, untilS: number, isPutAside = false): HeldCode {
  const times = { validFromMs: T0 + fromS * 1000, expiresAtMs: T0 + untilS * 1000 }
  return { hash, text: `MPS1:${hash}`, ...times, discountPermille: 1000, offlineLimitMinor: 500_00, isPutAside }
}

const [first, reserve] = [aCode('first', 0, 900), aCode('reserve', 1, 901)]
const [second, third, fourth] = [aCode('second', 900, 1800), aCode('third', 1800, 2700), aCode('fourth', 2700, 3600)]
const run = [first, second, third, fourth]
const full = [...run, reserve]
const short = aCode('short', 0, 20)
const at = (seconds: number) => T0 + seconds * 1000

describe('the code to show, and how many to ask for', () => {
  it.each([
    ['there is none yet', [], null, 0, null, CODES_IN_A_RUN],
    ['a run has come, and no reserve', run, 'first', 0, 'first', 1],
    ['all is there', full, 'first', 1, 'first', 0],
    ['a minute and more is left', full, 'first', 840, 'first', 0],
    ['the first is in its last minute', full, 'first', 840.5, 'reserve', 1],
    ['both are in their last minute', full, 'first', 841.5, 'reserve', CODES_IN_A_RUN],
    ['the first was spent', [second, third, fourth, reserve], null, 100, 'reserve', 1],
    ['both were spent', [second, third, fourth], null, 100, null, CODES_IN_A_RUN],
    ['the next of the run has begun', [second, third, fourth], 'first', 900, 'second', 1],
    ['the run ends soon', [third, fourth, aCode('beside', 1801, 2701)], 'third', 1900, 'third', CODES_IN_A_RUN],
    ['the member put the shown one aside', [aCode('first', 0, 900, true), second, third, fourth, reserve], 'first', 100, 'reserve', 1],
    ['the last ones are put aside', [aCode('first', 0, 900, true), second, third, fourth], null, 100, null, CODES_IN_A_RUN],
    ['a short life is in its first three quarters', [short], 'short', 15, 'short', CODES_IN_A_RUN],
    ['the device sleeps through everything', full, 'first', 86_400, null, CODES_IN_A_RUN],
  ])('when %s', (_when, held, shownHash, atS, shown, needed) => {
    expect(codeToShow(held, shownHash, at(atS))?.hash ?? null).toBe(shown)
    expect(codesNeeded(held, at(atS))).toBe(needed)
  })

  it('stays with the code on the screen while a cashier may be scanning it', () => {
    const newer = aCode('newer', 100, 1000)
    expect(codeToShow([first, newer], 'first', at(200))).toBe(first)
    expect(codeToShow([first, newer], null, at(200))).toBe(newer)
  })

  it('replaces a code a minute before its end, or in the last quarter of a shorter life', () => {
    expect(renewalLeadMs(first)).toBe(MINUTE)
    expect(renewalLeadMs(short)).toBe(5_000)
    expect(renewalLeadMs(aCode('four minutes', 0, 240))).toBe(MINUTE)
  })
})

describe('a phone without a network', () => {
  it('knows what starts next and until when it can pay', () => {
    expect(nextToStart(full, at(100))).toBe(second)
    expect(nextToStart([first, reserve], at(100))).toBeNull()
    expect(readyUntilMs(full, at(100))).toBe(at(3600))
    expect(readyUntilMs([aCode('aside', 0, 900, true)], at(100))).toBeNull()
    expect(readyUntilMs(full, at(3600))).toBeNull()
  })
})

describe('what is held after an issue', () => {
  const hashes = (codes: HeldCode[]) => codes.map(({ hash }) => hash)

  it('is the new run in place of codes that had not started, and what is alive', () => {
    expect(hashes(withIssued(full, [aCode('a', 850, 1750), aCode('b', 1750, 2650)], at(850)))).toEqual(['first', 'reserve', 'a', 'b'])
  })

  it('is one more beside the run, without what has ended', () => {
    expect(hashes(withIssued(full, [aCode('a', 1000, 1900)], at(1000)))).toEqual(['second', 'third', 'fourth', 'a'])
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
