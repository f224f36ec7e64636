import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minorFromNumeric, numericFromMinor, permilleFromNumeric } from '../../src/db/numeric.ts'

describe('an amount of PostgreSQL', () => {
  it.each([
    ['0', 0],
    ['0.00', 0],
    ['-0.00', 0],
    ['12', 1200],
    ['12.3', 1230],
    ['12.34', 1234],
    ['12.340000', 1234],
    ['-0.01', -1],
    ['9999999999.99', 999_999_999_999],
  ])('%s is %i minor units', (text, minor) => {
    expect(minorFromNumeric(text)).toBe(minor)
  })

  it.each(['', 'NaN', 'Infinity', '1e3', '12.345', '1,000', ' 1', '99999999999999999.99'])('refuses %j', (text) => {
    expect(() => minorFromNumeric(text)).toThrow(RangeError)
  })

  it('comes back from minor units as it went', () => {
    const isUnchanged = (minor: number) => minorFromNumeric(numericFromMinor(minor)) === minor
    expect(fc.check(fc.property(fc.maxSafeInteger(), isUnchanged))).toMatchObject({ failed: false, counterexample: null })
  })
})

describe('a discount factor of PostgreSQL', () => {
  it.each([
    ['1.000', 1000],
    ['1', 1000],
    ['0.85', 850],
    ['0.005', 5],
    ['0', 0],
  ])('%s is %i thousandths', (text, permille) => {
    expect(permilleFromNumeric(text)).toBe(permille)
  })

  it.each(['1.001', '-0.1', '0.0001', '2', '', 'NaN'])('refuses %j', (text) => {
    expect(() => permilleFromNumeric(text)).toThrow(RangeError)
  })
})
