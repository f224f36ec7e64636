import { expect, it } from 'vitest'
import type { EntryPage, LogEntry } from '../../../src/renderer/log/types.ts'
import { DUPLICATE_WITHIN_MS, likelyDuplicate, salesOnRecord, withSale } from '../../../src/renderer/charge/likely-duplicate.ts'

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

it('finds the last sales in the log again, with the cards that their codes name', async () => {
  const entry = (id: string, card: string | null, at: string) =>
    ({ id, card, body: { kind: 'charge', amount: 100_00, recordedAt: at } }) as unknown as LogEntry
  const entries = [
    entry('c', '•••• 1234', '2026-11-23T09:01:00.000Z'),
    entry('b', null, '2026-11-23T09:00:30.000Z'),
    entry('a', '•••• 9999', '2026-11-23T09:00:00.000Z'),
  ]
  const sales = await salesOnRecord({ entries: async (): Promise<EntryPage> => ({ entries, next: null }) })
  expect(sales.map(({ entryId, card }) => [entryId, card])).toEqual([
    ['a', '•••• 9999'],
    ['c', '•••• 1234'],
  ])
  const recent = sales.reduce<typeof sales>(withSale, [])
  expect(likelyDuplicate(recent, '•••• 1234', 100_00, Date.parse('2026-11-23T09:02:00.000Z'))?.entryId).toBe('c')
})
