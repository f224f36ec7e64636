import QrScanner from 'qr-scanner'
import { type Effort, prepareCodeReader, readCodes } from './code-reader.ts'

/** A detector as qr-scanner calls it; its types keep the name to themselves. */
type Detector = Exclude<Awaited<ReturnType<typeof QrScanner.createQrEngine>>, Worker>

let isReady: Promise<void> | undefined

/**
 * Gives qr-scanner the zxing engine in a worker of ours. qr-scanner would otherwise look for the browser's detector, which Chromium lacks
 * on Linux and which it distrusts on Apple silicon, and fall back to one that reads far fewer codes.
 */
export function prepareQrEngine(): Promise<void> {
  isReady ??= prepareCodeReader().catch((error: unknown) => {
    // The next camera tries again; a wasm file that could not be read once may be there by then.
    isReady = undefined
    throw error
  })
  QrScanner.createQrEngine = () => Promise.resolve(qrEngine())
  return isReady
}

/** One for each camera: it remembers how the last picture was looked at. */
function qrEngine(): Detector {
  let effort: Effort = 'plain'
  return {
    async detect(source) {
      const [text] = await readCodes(pictureOf(source), effort)
      // What one way of looking missed the other may find in the next picture, so no picture costs both.
      effort = text !== undefined || effort === 'sharpened' ? 'plain' : 'sharpened'
      return text === undefined ? [] : [{ rawValue: text, cornerPoints: [] }]
    },
  }
}

/** qr-scanner keeps its canvas in memory that can be read back at once, and draws each frame of the camera on it. */
function pictureOf(source: ImageBitmapSource): ImageData {
  if (!(source instanceof HTMLCanvasElement)) throw new TypeError('qr-scanner hands over its canvas')
  return source.getContext('2d')!.getImageData(0, 0, source.width, source.height)
}
