import QRCode from 'qrcode'

/** The white frame a reader needs around a code, in modules (ISO/IEC 18004, 9.1). */
const QUIET_ZONE = 4

export type QrPicture = { size: number; path: string }

/**
 * The picture of a payment code: dark modules as one SVG path within a square of `size` modules, quiet zone included.
 * Alphanumeric mode and level M keep the modules large; both are forced, so a text that does not fit them is an error.
 */
export function qrPicture(text: string): QrPicture {
  const { modules } = QRCode.create([{ data: text, mode: 'alphanumeric' }], { errorCorrectionLevel: 'M' })
  let path = ''
  for (let y = 0; y < modules.size; y++) path += rowPath(modules.data, modules.size, y)
  return { size: modules.size + 2 * QUIET_ZONE, path }
}

/** One row: a rectangle for each run of dark modules, which leaves no seams between neighbours. */
function rowPath(data: ArrayLike<number>, size: number, y: number): string {
  let path = ''
  let x = 0
  while (x < size) {
    let end = x
    while (end < size && data[y * size + end]) end++
    if (end > x) path += `M${x + QUIET_ZONE} ${y + QUIET_ZONE}h${end - x}v1h${x - end}z`
    x = end + 1
  }
  return path
}
