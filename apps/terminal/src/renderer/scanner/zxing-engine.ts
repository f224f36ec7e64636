import { BarcodeDetector as ZxingDetector, prepareZXingModule } from 'barcode-detector/ponyfill'
import QrScanner from 'qr-scanner'
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'

let isReady: Promise<unknown> | undefined

/**
 * Gives qr-scanner the zxing engine, loaded from our own files. qr-scanner would otherwise look for the browser's detector, which
 * Chromium lacks on Linux and which it distrusts on Apple silicon, and fall back to one that reads far fewer codes.
 */
export function prepareZxingEngine(): Promise<unknown> {
  isReady ??= prepareZXingModule({
    overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasmUrl : prefix + path) },
    fireImmediately: true,
  })
  QrScanner.createQrEngine = async () => {
    await isReady
    return new ZxingDetector({ formats: ['qr_code'] })
  }
  return isReady
}
