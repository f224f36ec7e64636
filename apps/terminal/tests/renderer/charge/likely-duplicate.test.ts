import { expect, it } from 'vitest'
import { DUPLICATE_WITHIN_MS, likelyDuplicate, withSale } from '../../../src/renderer/charge/likely-duplicate.ts'

const sale = { entryId: 'a', card: '•••• 1234', amount: 100_00, atMs: 1_000_000 }

it('asks about the same card and amount within two minutes', () => {
  expect(likelyDuplicate([sale], sale.card, sale.amount, sale.atMs + DUPLICATE_WITHIN_MS - 1)).toBe(sale)
})

it('does not ask about another card, another amount, or a sale of a while ago', () => {
  expect(likelyDuplicate([sale], '•••• 9999', sale.amount, sale.atMs)).toBeNull()
  expect(likelyDuplicate([sale], sale.card, 100_01, sale.atMs)).toBeNull()
  expect(likelyDuplicate([sale], sale.card, sale.amount, sale.atMs + DUPLICATE_WITHIN_MS)).toBeNull()
})

it('keeps no sale longer than it matters', () => {
  const later = { ...sale, entryId: 'b', atMs: sale.atMs + DUPLICATE_WITHIN_MS }
  expect(withSale([sale], later)).toEqual([later])
})
