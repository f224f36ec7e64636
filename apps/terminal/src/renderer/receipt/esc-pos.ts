import { type Charset, encodeText } from './printer-charset.ts'
import type { Receipt, ReceiptLine } from './receipt.ts'
import { textWidth, wrapText } from './text-width.ts'

/** How a printer is set up: columns of its normal font (48 on 80 mm paper, 32 on 58 mm), and its Chinese letters. */
export type PrinterSetup = { columns: number; charset: Charset }

const ESC = 0x1b
const GS = 0x1d
const FS = 0x1c
const LF = 0x0a

const INITIALISE = [ESC, 0x40]
/** Two-byte letters are taken for Chinese. */
const CHINESE_MODE = [FS, 0x26]
const FEED_AND_CUT = [GS, 0x56, 66, 3]
/** Pin 2 of the drawer's socket, 50 ms on, 500 ms off. */
export const DRAWER_PULSE = [ESC, 0x70, 0, 25, 250] as const
const align = (where: 'start' | 'centre') => [ESC, 0x61, where === 'centre' ? 1 : 0]
const bold = (isBold: boolean) => [ESC, 0x45, isBold ? 1 : 0]
/** Twice as high; twice as wide would break the columns. */
const large = (isLarge: boolean) => [GS, 0x21, isLarge ? 0x01 : 0, FS, 0x21, isLarge ? 0x08 : 0]

/** A receipt as the bytes that ESC/POS printers take (Epson's command set, as most makers' printers know it). */
export function escPos(receipt: Receipt, setup: PrinterSetup): Uint8Array<ArrayBuffer> {
  const bytes = [...INITIALISE, ...CHINESE_MODE]
  if (receipt.opensDrawer) bytes.push(...DRAWER_PULSE)
  for (const line of receipt.lines) bytes.push(...lineBytes(line, setup))
  return Uint8Array.from([...bytes, ...FEED_AND_CUT])
}

/** A job that only opens the drawer. */
export function drawerJob(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...INITIALISE, ...DRAWER_PULSE])
}

function lineBytes(line: ReceiptLine, { columns, charset }: PrinterSetup): number[] {
  switch (line.kind) {
    case 'blank':
      return [LF]
    case 'rule':
      return [...encodeText('-'.repeat(columns), charset), LF]
    case 'qr':
      return [...align('centre'), ...qrBytes(line.text), LF, ...align('start')]
    case 'text': {
      const lines = wrapText(line.text, columns).flatMap((part) => [...encodeText(part, charset), LF])
      return styled(line, [...align(line.align ?? 'start'), ...lines, ...align('start')])
    }
    default:
      return styled(
        line,
        pairLines(line.name, line.value, columns).flatMap((part) => [...encodeText(part, charset), LF]),
      )
  }
}

function styled({ isBold = false, isLarge = false }: { isBold?: boolean; isLarge?: boolean }, bytes: number[]): number[] {
  const on = [...(isBold ? bold(true) : []), ...(isLarge ? large(true) : [])]
  const off = [...(isLarge ? large(false) : []), ...(isBold ? bold(false) : [])]
  return [...on, ...bytes, ...off]
}

/** Name and value on one line where they fit, else the value on a line of its own, at the right. */
export function pairLines(name: string, value: string, columns: number): string[] {
  const gap = columns - textWidth(name) - textWidth(value)
  if (gap >= 1) return [name + ' '.repeat(gap) + value]
  const values = wrapText(value, columns).map((part) => ' '.repeat(columns - textWidth(part)) + part)
  return [...wrapText(name, columns), ...values]
}

const QR_MODULE_DOTS = 6
const QR_LEVEL_M = 49

/** The printer draws the code itself (GS ( k): model 2, module size, correction level, data, print. */
function qrBytes(text: string): number[] {
  const data = [...new TextEncoder().encode(text)]
  const command = (fn: number, ...args: number[]) => {
    const length = args.length + 2
    return [GS, 0x28, 0x6b, length & 0xff, length >> 8, 49, fn, ...args]
  }
  return [
    ...command(65, 50, 0),
    ...command(67, QR_MODULE_DOTS),
    ...command(69, QR_LEVEL_M),
    ...command(80, 48, ...data),
    ...command(81, 48),
  ]
}
