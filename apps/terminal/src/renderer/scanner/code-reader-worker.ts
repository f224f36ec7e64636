import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'
import { sharpen } from './sharpen.ts'

export type Look = { id: number; pixels: Uint8ClampedArray<ArrayBuffer>; width: number; height: number; effort: 'plain' | 'sharpened' }
export type Seen = { id: number; texts: string[]; fault: string | null }

// Loaded at the first look, from our own files: the library would ask a content delivery network, which no till may depend on.
prepareZXingModule({
  overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasmUrl : prefix + path) },
})

self.addEventListener('message', ({ data: look }: MessageEvent<Look>) => {
  void read(look).then((seen) => self.postMessage(seen))
})

async function read({ id, pixels, width, height, effort }: Look): Promise<Seen> {
  try {
    if (effort === 'sharpened') sharpen(pixels, width, height)
    const found = await readBarcodes(new ImageData(pixels, width, height), { formats: ['QRCode'] })
    return { id, texts: found.map(({ text }) => text), fault: null }
  } catch (error) {
    return { id, texts: [], fault: String(error) }
  }
}
