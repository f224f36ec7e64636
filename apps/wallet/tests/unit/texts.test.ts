import { afterEach, describe, expect, it, vi } from 'vitest'
import { countdownText } from '../../src/code/countdown-text.ts'
import { moneyText } from '../../src/components/money-text.ts'
import { hrefOf, routeOf } from '../../src/shell/route.ts'
import { dateTimeText } from '../../src/components/time-text.ts'

describe('amounts', () => {
  it.each([
    [128_050, 'en', 'NT$1,280.50'],
    [100_000, 'en', 'NT$1,000'],
    [5, 'en', 'NT$0.05'],
    [0, 'en', 'NT$0'],
    [-12_825, 'en', '-NT$128.25'],
    [128_050, 'zh-TW', '$1,280.50'],
    // Beyond what a float holds to the cent once it is divided.
    [999_999_999_999, 'en', 'NT$9,999,999,999.99'],
  ])('reads %i minor units in %s as %s', (minor, locale, text) => {
    expect(moneyText(minor, 'TWD', locale)).toBe(text)
  })

  it('shows a plus where it is asked to, and none on nothing', () => {
    expect(moneyText(100, 'TWD', 'en', 'always')).toBe('+NT$1')
    expect(moneyText(0, 'TWD', 'en', 'always')).toBe('NT$0')
  })
})

describe('the countdown', () => {
  it.each([
    [900_000, '15:00'],
    [899_001, '15:00'],
    [61_000, '1:01'],
    [9_500, '0:10'],
    [1, '0:01'],
    [0, '0:00'],
  ])('reads %i ms as %s', (remainingMs, text) => {
    expect(countdownText(remainingMs)).toBe(text)
  })
})

describe('times', () => {
  afterEach(() => vi.useRealTimers())

  it('name the year only where it is not this one', () => {
    vi.useFakeTimers({ now: new Date('2026-11-23T08:00:00Z') })
    expect(dateTimeText('2026-03-04T12:00:00.000Z', 'en')).not.toContain('2026')
    expect(dateTimeText('2025-03-04T12:00:00.000Z', 'en')).toContain('2025')
  })
})

describe('addresses', () => {
  it('lead to the screen they were made for', () => {
    const card = { screen: 'card', cardId: '0192f000-0000-7000-8000-000000000001' } as const
    expect(routeOf(hrefOf(card))).toEqual(card)
    expect(routeOf(hrefOf({ screen: 'cards' }))).toEqual({ screen: 'cards' })
  })

  it.each(['', '#', '#/cards/', '#/cards/1', '#/cards/../x', '#/other'])('fall back to the list for %j', (hash) => {
    expect(routeOf(hash)).toEqual({ screen: 'cards' })
  })
})
