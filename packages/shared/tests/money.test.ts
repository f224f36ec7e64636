import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AmountMinor, applyDiscount, DiscountPermille, formatAmount, parseAmount, pointsFor, PositiveAmountMinor } from '../src/index.ts'

const MAX = 999_999_999_999
const amounts = fc.oneof(fc.integer({ min: 0, max: MAX }), fc.integer({ min: 0, max: 5_000 }), fc.constantFrom(0, 1, MAX))
const steps = fc.constantFrom(1, 5, 10, 25, 50, 100, 500, 1_000)

/** Rounding as one learns it at school: long division in decimal digits, then look at the first digit that falls away. */
function modelOf(raw: number, permille: number, step: number): number {
  const product = (BigInt(raw) * BigInt(permille)).toString().padStart(4, '0')
  const whole = BigInt(product.slice(0, -3))
  const thousandths = BigInt(product.slice(-3))
  const below = (whole / BigInt(step)) * BigInt(step)
  const above = below + BigInt(step)
  // How far it is to each neighbour, in thousandths of a minor unit; halfway goes up.
  const toBelow = (whole - below) * 1000n + thousandths
  const toAbove = BigInt(step) * 1000n - toBelow
  return Number(toBelow < toAbove ? below : above)
}

describe('applyDiscount', () => {
  it('agrees with an independent decimal model in 100,000 cases', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 1000 }), steps, (raw, permille, step) => {
        expect(applyDiscount(raw, permille, step)).toBe(modelOf(raw, permille, step))
      }),
      { numRuns: 100_000 },
    )
  })

  it.each([
    [100, 950, 1, 95],
    [10, 950, 1, 10], // 9.5 goes up
    [30, 950, 1, 29], // 28.5 goes up
    [9, 950, 1, 9], // 8.55
    [1, 500, 1, 1], // 0.5 goes up
    [1, 499, 1, 0],
    [12_345, 1000, 100, 12_300],
    [12_350, 1000, 100, 12_400], // halfway to a step goes up
    [12_349, 1000, 100, 12_300],
    [MAX, 1000, 1, MAX],
    [MAX, 0, 1, 0],
    [0, 1000, 100, 0],
  ])('takes %i at %i thousandths in steps of %i as %i', (raw, permille, step, final) => {
    expect(applyDiscount(raw, permille, step)).toBe(final)
  })

  it('never grows with a smaller factor and never ends between two steps', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 999 }), steps, (raw, permille, step) => {
        const final = applyDiscount(raw, permille, step)
        expect(final % step).toBe(0)
        expect(final).toBeLessThanOrEqual(applyDiscount(raw, permille + 1, step))
      }),
    )
  })
})

describe('pointsFor', () => {
  it.each([
    ['standard', 0, 0],
    ['standard', 99, 0],
    ['standard', 100, 1],
    ['prepaid', 12_399, 123],
    ['corporate', 12_399, 0],
    ['voucher', 12_399, 0],
  ])('gives a %s card for %i minor units %i points', (cardType, final, points) => {
    expect(pointsFor(final, cardType)).toBe(points)
  })
})

describe('amounts as text', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(parseAmount(formatAmount(amount).replaceAll(',', ''))).toBe(amount)
      }),
      { numRuns: 10_000 },
    )
  })

  it.each([
    [0, 'en', '0.00'],
    [5, 'en', '0.05'],
    [123_450, 'en', '1,234.50'],
    [123_450, 'zh-TW', '1,234.50'],
    [123_450, 'de', '1.234,50'],
    [-5, 'en', '-0.05'],
    [-123_450, 'en', '-1,234.50'],
    [MAX, 'en', '9,999,999,999.99'],
    [9_007_199_254_740_991, 'en', '90,071,992,547,409.91'],
  ])('writes %i in %s as %s', (amount, locale, text) => {
    expect(formatAmount(amount, locale)).toBe(text)
  })

  it.each([
    ['12', 1_200],
    ['12.5', 1_250],
    ['12.50', 1_250],
    [' 0.01 ', 1],
    ['007', 700],
    ['9999999999.99', MAX],
  ])('reads %j as %i', (text, amount) => {
    expect(parseAmount(text)).toBe(amount)
  })

  it.each([
    '',
    '.',
    '.5',
    '5.',
    '1.234',
    '-1',
    '+1',
    '1e3',
    '0x10',
    '1,234',
    '1 234',
    '１２',
    '١٢',
    '12\n13',
    'NaN',
    'Infinity',
    '99999999999',
  ])('refuses %j', (text) => {
    expect(parseAmount(text)).toBeNull()
  })

  it('never reads anything but an amount within the contract', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d.eE+-]{0,14}$/)), (text) => {
        const amount = parseAmount(text)
        expect(amount === null || AmountMinor.safeParse(amount).success).toBe(true)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('the contracts of money', () => {
  const tricks = [
    '1',
    '',
    1.5,
    0.1 + 0.2,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    2 ** 53,
    MAX + 1,
    1n,
    true,
    null,
    undefined,
    [1],
    { valueOf: () => 1 },
  ]

  it.each(tricks)('take no %s for an amount', (trick) => {
    expect(AmountMinor.safeParse(trick).success).toBe(false)
    expect(PositiveAmountMinor.safeParse(trick).success).toBe(false)
  })

  it('tell an amount that moves from one that may be nothing', () => {
    expect([0, 1, MAX].map((amount) => AmountMinor.safeParse(amount).success)).toEqual([true, true, true])
    expect([0, -0, 1, MAX].map((amount) => PositiveAmountMinor.safeParse(amount).success)).toEqual([false, false, true, true])
  })

  it('keep a discount within 0 and 1000 thousandths', () => {
    expect([0, 1000].map((permille) => DiscountPermille.safeParse(permille).success)).toEqual([true, true])
    expect([-1, 1001, 0.95, '950'].map((permille) => DiscountPermille.safeParse(permille).success)).toEqual([false, false, false, false])
  })
})
