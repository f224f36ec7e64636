import { receiptToken } from '@mps/shared'
import { describe, expect, it } from 'vitest'
import { readSearch } from '../../../src/renderer/transactions/search-text.ts'

const ENTRY = { id: '01936f2a-7b1c-7abc-8def-0123456789ab', hash: 'ab'.repeat(32) }
/** Nineteen digits, of which the last two check the rest. */
const TX_NO = (() => {
  const digits = '20261123000000001'
  return digits + String(98n - ((BigInt(digits) * 100n) % 97n)).padStart(2, '0')
})()

describe('a search', () => {
  it('knows a receipt by its code, its number, its number here and a card by four digits', () => {
    expect(readSearch(`https://pay.example/r/${receiptToken(ENTRY)}`)).toEqual({ by: 'entryId', entryId: ENTRY.id })
    expect(readSearch(` ${TX_NO} `)).toEqual({ by: 'txNo', txNo: TX_NO })
    expect(readSearch(TX_NO.replace(/(\d{4})/g, '$1 '))).toEqual({ by: 'txNo', txNo: TX_NO })
    expect(readSearch('2-147')).toEqual({ by: 'number', epoch: 2, seq: 147 })
    expect(readSearch('4711')).toEqual({ by: 'card', suffix: '4711' })
    expect(readSearch('')).toEqual({ by: 'newest' })
  })

  it('says what is wrong with a number instead of finding nothing', () => {
    const wrong = TX_NO.replace(/.$/, (digit) => String((Number(digit) + 1) % 10))
    expect(readSearch(wrong)).toEqual({ by: 'nothing', fault: 'mistyped' })
    expect(readSearch('MPS1:ABC')).toEqual({ by: 'nothing', fault: 'unknown_form' })
    expect(readSearch('https://pay.example/r/short')).toEqual({ by: 'nothing', fault: 'unknown_form' })
  })
})
