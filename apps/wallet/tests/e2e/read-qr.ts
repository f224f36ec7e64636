import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Locator } from '@playwright/test'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
let isPrepared = false

/** The text of the QR code in a picture of the element, read as a scanner would; null where none can be read. */
export async function readQr(element: Locator): Promise<string | null> {
  if (!isPrepared) {
    const file = await readFile(wasm)
    prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(file).buffer } })
    isPrepared = true
  }
  const picture = await element.screenshot()
  const [found] = await readBarcodes(new Uint8Array(picture), { formats: ['QRCode'] })
  return found?.isValid ? found.text : null
}
