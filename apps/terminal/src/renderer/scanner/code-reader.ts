import type { Look, Seen } from './code-reader-worker.ts'

/** What a picture may be read by: zxing as it comes, or zxing on a sharpened picture, which finds other codes. */
export type Effort = Look['effort']

let worker: Worker | undefined
let lastId = 0
const waiting = new Map<number, { resolve: (texts: string[]) => void; reject: (error: Error) => void }>()

function codeReader(): Worker {
  if (worker) return worker
  const started = new Worker(new URL('./code-reader-worker.ts', import.meta.url), { type: 'module' })
  started.addEventListener('message', ({ data }: MessageEvent<Seen>) => {
    const asked = waiting.get(data.id)
    waiting.delete(data.id)
    if (data.fault === null) asked?.resolve(data.texts)
    else asked?.reject(new Error(data.fault))
  })
  // A worker that broke is replaced at the next picture: a camera that reads nothing must not look like an empty counter for long.
  started.addEventListener('error', () => {
    worker = undefined
    started.terminate()
    for (const { reject } of waiting.values()) reject(new Error('the code reader stopped'))
    waiting.clear()
  })
  worker = started
  return started
}

/** Loads the reader ahead of the first picture; rejects when it cannot be loaded. */
export async function prepareCodeReader(): Promise<void> {
  await readCodes(new ImageData(1, 1), 'plain')
}

/** The texts of the QR codes in a picture, read off the main thread. The picture is handed over and empty afterwards. */
export function readCodes(picture: ImageData, effort: Effort): Promise<string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<string[]>()
  const reader = codeReader()
  const id = ++lastId
  waiting.set(id, { resolve, reject })
  const { data, width, height } = picture
  reader.postMessage({ id, pixels: data, width, height, effort } satisfies Look, [data.buffer])
  return promise
}
