import { expect, it } from 'vitest'
import { isSimplePin, Pin } from '../src/approval.ts'

it.each(['0000', '1111', '1234', '4321', '0123', '7890', '9876', '1212', '1122', '2580', '1984', '2026', '123456', '999999', '87654321'])(
  'calls the PIN %s simple',
  (pin) => expect(isSimplePin(pin)).toBe(true),
)

it.each(['4071', '1357', '8302', '135790', '90210733'])('takes the PIN %s', (pin) => expect(isSimplePin(pin)).toBe(false))

it('leaves eleven of twelve PINs of four digits to choose from', () => {
  const all = Array.from({ length: 10_000 }, (_, i) => String(i).padStart(4, '0'))
  expect(all.every((pin) => Pin.safeParse(pin).success)).toBe(true)
  expect(all.filter(isSimplePin).length).toBeLessThan(10_000 / 11)
})
