import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CardNo, CardType, hasValidCheckDigit, luhnDigit, maskCardNo } from '../src/index.ts'

const first15 = fc.stringMatching(/^\d{15}$/)
const cardNos = first15.map((digits) => digits + luhnDigit(digits))

describe('card numbers', () => {
  it.each(['4111111111111111', '5500005555555559', '6011000990139424', '0000000000000000'])('accept %s', (cardNo) => {
    expect(CardNo.safeParse(cardNo).success).toBe(true)
  })

  it('have one check digit that fits, of ten', () => {
    fc.assert(
      fc.property(first15, (digits) => {
        expect([...'0123456789'].filter((check) => hasValidCheckDigit(digits + check))).toHaveLength(1)
      }),
    )
  })

  it('are refused when any one digit is wrong', () => {
    fc.assert(
      fc.property(cardNos, fc.nat(15), fc.integer({ min: 1, max: 9 }), (cardNo, at, by) => {
        const wrong = cardNo.slice(0, at) + ((Number(cardNo[at]) + by) % 10) + cardNo.slice(at + 1)
        expect(CardNo.safeParse(wrong).success).toBe(false)
      }),
    )
  })

  it('are refused when two neighbours are swapped, but for 0 and 9, which Luhn cannot tell', () => {
    fc.assert(
      fc.property(cardNos, fc.nat(14), (cardNo, at) => {
        const [a, b] = [cardNo[at]!, cardNo[at + 1]!]
        fc.pre(a !== b && `${a}${b}` !== '09' && `${a}${b}` !== '90')
        expect(hasValidCheckDigit(cardNo.slice(0, at) + b + a + cardNo.slice(at + 2))).toBe(false)
      }),
    )
  })

  it.each([
    4111111111111111,
    '411111111111111',
    '41111111111111111',
    '4111 1111 1111 1111',
    '4111111111111111\n',
    '４111111111111111',
    '',
    null,
  ])('refuse %j', (cardNo) => {
    expect(CardNo.safeParse(cardNo).success).toBe(false)
  })

  it.each(['', '0', 'a0', '1'])('take %j for no checked digits', (digits) => {
    expect(hasValidCheckDigit(digits)).toBe(false)
  })

  it('show only the last four digits when masked', () => {
    expect(maskCardNo('4111111111111234')).toBe('•••• 1234')
  })

  it('come in four types', () => {
    expect(CardType.options).toEqual(['standard', 'prepaid', 'corporate', 'voucher'])
    expect(['Standard', 'gift', ' standard', 'toString'].map((type) => CardType.safeParse(type).success)).toEqual([
      false,
      false,
      false,
      false,
    ])
  })
})
