import { expect, it } from 'vitest'
import {
  afterWrongPin,
  FIRST_LOCK_MS,
  lockedForMs,
  MAX_PIN_FAILURES,
  NO_FAILURES,
  triesLeft,
} from '../../../src/renderer/cashier/pin-lockout.ts'

const NOW = 1_000_000
const wrong = (times: number, nowMs = NOW) =>
  Array.from({ length: times }).reduce<typeof NO_FAILURES>((so) => afterWrongPin(so, nowMs), NO_FAILURES)

it('locks at the fifth wrong PIN in a row, not before', () => {
  expect(lockedForMs(wrong(MAX_PIN_FAILURES - 1), NOW)).toBe(0)
  expect(lockedForMs(wrong(MAX_PIN_FAILURES), NOW)).toBe(FIRST_LOCK_MS)
})

it('opens again when its time is over', () => {
  expect(lockedForMs(wrong(MAX_PIN_FAILURES), NOW + FIRST_LOCK_MS)).toBe(0)
})

it('locks twice as long each time until a right PIN starts the count again', () => {
  expect(lockedForMs(wrong(2 * MAX_PIN_FAILURES), NOW)).toBe(2 * FIRST_LOCK_MS)
  expect(lockedForMs(wrong(3 * MAX_PIN_FAILURES), NOW)).toBe(4 * FIRST_LOCK_MS)
})

it('counts down the tries that are left', () => {
  expect([0, 1, 4, 5].map((times) => triesLeft(wrong(times)))).toEqual([5, 4, 1, 5])
})
