/** A text that an engine found in a frame, or none, and how long it took. */
export type Decoded = { text: string | null; ms: number }
export type FrameResult = {
  /** zxing-wasm alone. */
  zxing: Decoded
  /** The terminal's first look, and its second where the first found nothing. */
  first: Decoded
  second: Decoded
}

/** The terminal's scanner on a page without screens. */
export type ScannerPage = {
  /** From the first picture that shows a code to its text, in ms, as often as a code comes into an empty picture. */
  watch(samples: number): Promise<number[]>
  /** What the terminal and zxing-wasm alone make of one frame. */
  decodeFrame(url: string, width: number, height: number): Promise<FrameResult>
}

declare global {
  var scanner: ScannerPage
}
