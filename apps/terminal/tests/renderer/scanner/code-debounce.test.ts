import { expect, it } from 'vitest'
import { AWAY_MS, CodeDebounce } from '../../../src/renderer/scanner/code-debounce.ts'

it('hears a code once for as long as it stays in view', () => {
  const debounce = new CodeDebounce()
  const heard = Array.from({ length: 100 }, (_, frame) => debounce.isNew('a', frame * 66))
  expect(heard.filter(Boolean)).toEqual([true])
})

it('hears another code at once', () => {
  const debounce = new CodeDebounce()
  debounce.isNew('a', 0)
  expect(debounce.isNew('b', 66)).toBe(true)
})

it('hears the same code again after it was away', () => {
  const debounce = new CodeDebounce()
  debounce.isNew('a', 0)
  expect(debounce.isNew('a', AWAY_MS - 1)).toBe(false)
  expect(debounce.isNew('a', 2 * AWAY_MS - 1)).toBe(true)
})
