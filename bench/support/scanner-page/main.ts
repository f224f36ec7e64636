import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'
import { openCamera } from '../../../apps/terminal/src/renderer/scanner/camera.ts'
import { prepareCodeReader, readCodes } from '../../../apps/terminal/src/renderer/scanner/code-reader.ts'
import type { Decoded, FrameResult, ScannerPage } from './scanner-page.ts'

/** Between the counter's grey (120) and a code's light modules (235). */
const LIGHT = 190

const page: ScannerPage = { watch, decodeFrame }
globalThis.scanner = page

async function watch(samples: number): Promise<number[]> {
  const video = document.querySelector('video')!
  const latencies: number[] = []
  const { promise: enough, resolve } = Promise.withResolvers<void>()
  let seenAt: number | null = null
  // A code that was there when the camera started was not seen coming.
  let wasEmpty = false
  const note = () => {
    if (seenAt === null) return
    latencies.push(performance.now() - seenAt)
    seenAt = null
    wasEmpty = false
    if (latencies.length >= samples) resolve()
  }
  const handle = await openCamera(video, null, { onText: note, onLost: () => undefined })
  const isCodeThere = codeSpotter(video)
  const look = (now: number) => {
    const isThere = isCodeThere()
    if (!isThere) {
      wasEmpty = true
      seenAt = null
    } else if (wasEmpty && seenAt === null) {
      seenAt = now
    }
    if (latencies.length < samples) video.requestVideoFrameCallback(look)
  }
  video.requestVideoFrameCallback(look)
  await enough
  handle.close()
  return latencies
}

/** Looks at a small copy of the picture, so that the looking costs the scanner nothing that matters. */
function codeSpotter(video: HTMLVideoElement): () => boolean {
  const [width, height] = [64, 36]
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!
  return () => {
    context.drawImage(video, 0, 0, width, height)
    const { data } = context.getImageData(0, 0, width, height)
    return data.some((value, i) => i % 4 === 0 && value > LIGHT)
  }
}

let isReady: Promise<unknown> | undefined

/** The terminal looks at a frame in one way and, where that found nothing, at the next in the other: both ways are its two looks. */
async function decodeFrame(url: string, width: number, height: number): Promise<FrameResult> {
  isReady ??= Promise.all([
    prepareCodeReader(),
    prepareZXingModule({
      overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasmUrl : prefix + path) },
      fireImmediately: true,
    }),
  ])
  await isReady
  const luma = new Uint8Array(await (await fetch(url)).arrayBuffer())
  const picture = () => imageOf(luma, width, height)
  const zxing = await timed(async () => (await readBarcodes(picture(), { formats: ['QRCode'] }))[0]?.text)
  const first = await timed(async () => (await readCodes(picture(), 'plain'))[0])
  const second = first.text === null ? await timed(async () => (await readCodes(picture(), 'sharpened'))[0]) : first
  return { zxing, first, second }
}

async function timed(decode: () => Promise<string | undefined>): Promise<Decoded> {
  const began = performance.now()
  const text = await decode()
  return { text: text ?? null, ms: performance.now() - began }
}

function imageOf(luma: Uint8Array, width: number, height: number): ImageData {
  const { data } = new ImageData(width, height)
  for (let i = 0; i < luma.length; i++) data.fill(luma[i]!, 4 * i, 4 * i + 3)[4 * i + 3] = 255
  return new ImageData(data, width, height)
}
