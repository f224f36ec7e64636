import { describe, expect, it } from 'vitest'
import { readReceiptToken, receiptToken } from '../src/index.ts'

const ENTRY = { id: '01936f2a-7b1c-7abc-8def-0123456789ab', hash: `0011223344556677${'ff'.repeat(24)}` }

describe('a receipt’s look-up link', () => {
  it('names the entry and the first 64 bits of its hash, and reads as it was made', () => {
    const token = receiptToken(ENTRY)
    expect(token).toMatch(/^[\w-]{32}$/)
    expect(readReceiptToken(token)).toEqual({ entryId: ENTRY.id, hashPrefix: '0011223344556677' })
  })

  it('is nothing when it is cut, longer or no base64url', () => {
    const token = receiptToken(ENTRY)
    const others = [token.slice(1), `${token}A`, `${token.slice(0, 31)}+`, '', 'A'.repeat(31), `${token.slice(0, 31)}é`]
    expect(others.map(readReceiptToken)).toEqual(others.map(() => null))
  })
})
