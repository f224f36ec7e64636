import { describe, expect, it } from 'vitest'

describe('a sum', () => {
  it('is right', () => expect(1 + 1).toBe(2))
  it('is wrong', () => expect(1 + 1).toBe(3))
})
