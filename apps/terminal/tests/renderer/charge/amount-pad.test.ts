import { parseAmount } from '@mps/shared'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { amountOfPad, displayPad, PAD_KEYS, type PadKey, padKeyOf, pressPad } from '../../../src/renderer/charge/amount-pad.ts'

const type = (...keys: PadKey[]): string => keys.reduce(pressPad, '')

it('reads what was typed as minor units', () => {
  expect(amountOfPad(type('1', '2', '.', '5'))).toBe(1250)
  expect(amountOfPad(type('1', '00'))).toBe(10_000)
  expect(amountOfPad(type('7', '.'))).toBe(700)
  expect(amountOfPad(type('.', '0', '5'))).toBe(5)
  expect(amountOfPad('')).toBe(0)
})

it('takes no leading zero, no second point and no third decimal', () => {
  expect(type('0', '0', '5')).toBe('5')
  expect(type('1', '.', '.', '2')).toBe('1.2')
  expect(type('1', '.', '2', '3', '4')).toBe('1.23')
  expect(type('1', '.', '2', '00')).toBe('1.2')
})

it('deletes and clears', () => {
  expect(type('1', '2', 'back')).toBe('1')
  expect(type('1', '2', 'clear')).toBe('')
  expect(type('back')).toBe('')
})

it('shows thousands apart', () => {
  expect(displayPad('')).toBe('0')
  expect(displayPad('1234567.5')).toBe('1,234,567.5')
  expect(displayPad('12.')).toBe('12.')
})

it('never shows anything but an amount, whatever is pressed', () => {
  const keys = fc.array(fc.constantFrom<PadKey>(...PAD_KEYS, 'back', 'clear'), { maxLength: 40 })
  fc.assert(
    fc.property(keys, (pressed) => {
      const text = type(...pressed)
      expect(text === '' || parseAmount(text.replace(/\.$/, '')) !== null).toBe(true)
      expect(amountOfPad(text)).toBeLessThanOrEqual(99_999_999_99)
    }),
  )
})

it('takes the keys of both number rows', () => {
  expect(['Digit4', 'Numpad4', 'NumpadDecimal', 'Backspace', 'Escape', 'KeyA'].map(padKeyOf)).toEqual([
    '4',
    '4',
    '.',
    'back',
    'clear',
    null,
  ])
})
