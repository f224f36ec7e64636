import { expect, test } from '@playwright/test'

test('is right', () => expect(1 + 1).toBe(2))
test.describe('a sum', () => {
  test('is wrong', () => expect(1 + 1).toBe(3))
  // Playwright reads what a test takes from its first argument's pattern, so there must be one.
  test('is right at the second try', ({ browserName: _browserName }, { retry }) => expect(retry).toBe(1))
})
