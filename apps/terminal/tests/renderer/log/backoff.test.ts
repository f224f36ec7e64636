import { expect, test } from 'vitest'
import { Backoff } from '../../../src/renderer/log/backoff.ts'

test('doubles its ceiling up to 30 s, and waits anywhere below it', () => {
  const highest = new Backoff(() => 1)
  expect(Array.from({ length: 8 }, () => highest.next())).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
  const lowest = new Backoff(() => 0)
  expect(Array.from({ length: 3 }, () => lowest.next())).toEqual([0, 0, 0])
})

test('starts again after a success', () => {
  const backoff = new Backoff(() => 1)
  for (let i = 0; i < 5; i++) backoff.next()
  backoff.reset()
  expect(backoff.next()).toBe(1000)
})

test('waits at least as long as the server asks', () => {
  const backoff = new Backoff(() => 0.5)
  expect(backoff.next(7000)).toBe(7000)
  expect(new Backoff(() => 1).next(10)).toBe(1000)
})
