import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawerJob, escPos } from '../../../src/renderer/receipt/esc-pos.ts'
import { CHARSETS, encodeText } from '../../../src/renderer/receipt/printer-charset.ts'
import { blank, pair, type Receipt, rule, text } from '../../../src/renderer/receipt/receipt.ts'
import { textWidth } from '../../../src/renderer/receipt/text-width.ts'
import { PrinterEmulator } from './printer-emulator.ts'

const aReceipt = (lines: Receipt['lines'], opensDrawer = false): Receipt => ({ title: 'test', lines, opensDrawer })
const big5 = { columns: 32, charset: 'big5' } as const
const print = (receipt: Receipt, setup: Parameters<typeof escPos>[1] = big5) =>
  new PrinterEmulator(setup.charset).print(escPos(receipt, setup))

describe('a receipt on an ESC/POS printer', () => {
  it('prints names and values at the edges of the paper, Chinese ones too', () => {
    const { lines, cuts } = print(aReceipt([pair('Total', '1,280.50'), pair('應付金額', '1,280.50', { isBold: true }), rule, blank]))
    expect(lines.map((line) => line.text)).toEqual([
      'Total                   1,280.50',
      '應付金額                1,280.50',
      '-'.repeat(32),
      '',
    ])
    expect(lines.map((line) => line.isBold)).toEqual([false, true, false, false])
    expect(cuts).toBe(1)
  })

  it('returns to normal letters after large and bold ones', () => {
    const { lines } = print(aReceipt([text('小舖', { align: 'centre', isBold: true, isLarge: true }), text('thank you')]))
    expect(lines).toEqual([
      { text: '小舖', align: 'centre', isBold: true, isLarge: true },
      { text: 'thank you', align: 'start', isBold: false, isLarge: false },
    ])
  })

  it('puts a value that does not fit beside its name on a line of its own', () => {
    const { lines } = print(aReceipt([pair('Paid out for the window cleaner', '1,280.50')]))
    expect(lines.map((line) => line.text)).toEqual(['Paid out for the window cleaner', '                        1,280.50'])
  })

  it('carries a look-up link as a QR code that reads as it was written', () => {
    const link = 'https://pay.example/r/AbC_-123'
    expect(print(aReceipt([{ kind: 'qr', text: link }])).codes).toEqual([link])
  })

  it('opens the drawer for cash and for nothing else', () => {
    expect(print(aReceipt([blank], true)).drawerPulses).toBe(1)
    expect(print(aReceipt([blank])).drawerPulses).toBe(0)
    expect(new PrinterEmulator('gbk').print(drawerJob())).toMatchObject({ drawerPulses: 1, lines: [], cuts: 0 })
  })

  it.each(CHARSETS)('prints Chinese in %s', (charset) => {
    const words = charset === 'big5' ? '已記錄，尚未結算：收據' : '已記錄，尚未結算；已记录'
    expect(print(aReceipt([text(words)]), { columns: 48, charset }).lines[0]!.text).toBe(words)
  })

  it('prints a mark in the place of what the printer has no letter for', () => {
    expect(print(aReceipt([text('Zoë 😀')])).lines[0]!.text).toBe('Zo□ □')
    expect(new TextDecoder('big5').decode(encodeText('it’s – ok', 'big5'))).toBe("it's - ok")
  })

  it('never prints beyond the edge, whatever it is given', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'ab 1,.-一二三（）結算éß😀\n\u001b\u001d'), maxLength: 90 })
    const report = fc.check(
      fc.property(letters, letters, fc.constantFrom(...CHARSETS), fc.constantFrom(32, 42, 48), (name, value, charset, columns) => {
        const { lines } = print(aReceipt([pair(name, value), text(name), text(value, { align: 'centre' })]), { columns, charset })
        return lines.every((line) => textWidth(line.text) <= columns)
      }),
      { numRuns: Number(process.env['RECEIPT_RUNS'] ?? 300) },
    )
    expect(report.counterexample).toBeNull()
  })
})
