import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TxNo } from '../src/index.ts'

/** As app.next_tx_no makes it, in other words: the check digits bring the whole to 1 modulo 97. */
function numbered(sequence: bigint): string {
  const body = `20261123${String(sequence).padStart(9, '0')}`
  return body + String(98n - ((BigInt(body) * 100n) % 97n)).padStart(2, '0')
}

const sequence = fc.bigInt({ min: 0n, max: 999_999_999n })

it('is a transaction number as the database makes them', () => {
  const report = fc.check(fc.property(sequence, (n) => TxNo.safeParse(numbered(n)).success))
  expect(report.counterexample).toBeNull()
})

it('tells one wrong digit and two swapped ones', () => {
  const property = fc.property(sequence, fc.nat(17), fc.integer({ min: 1, max: 9 }), (n, at, shift) => {
    const txNo = numbered(n)
    const wrong = String((Number(txNo[at]) + shift) % 10)
    const mistyped = txNo.slice(0, at) + wrong + txNo.slice(at + 1)
    const swapped = txNo.slice(0, at) + txNo[at + 1]! + txNo[at]! + txNo.slice(at + 2)
    expect(TxNo.safeParse(mistyped).success).toBe(false)
    expect(TxNo.safeParse(swapped).success).toBe(swapped === txNo)
  })
  fc.assert(property)
})

it.each(['', '20261123', '2026112300000000119 ', '２０２６１１２３０００００００１１９', '-026112300000000119'])('is not %j', (text) => {
  expect(TxNo.safeParse(text).success).toBe(false)
})
