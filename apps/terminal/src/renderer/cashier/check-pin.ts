import type { PinAnswer, PinQuestion } from './pin-worker.ts'

let worker: Worker | undefined
let lastId = 0

function pinWorker(): Worker {
  worker ??= new Worker(new URL('./pin-worker.ts', import.meta.url), { type: 'module' })
  return worker
}

/** Whether a PIN is the one that the roster's verifier was made from. Rejects when the worker cannot run. */
export function checkPin(pin: string, hash: string): Promise<boolean> {
  const asked = pinWorker()
  const id = ++lastId
  return new Promise((resolve, reject) => {
    const listening = new AbortController()
    const { signal } = listening
    asked.addEventListener(
      'message',
      (event: MessageEvent<PinAnswer>) => {
        if (event.data.id !== id) return
        listening.abort()
        resolve(event.data.matches)
      },
      { signal },
    )
    asked.addEventListener(
      'error',
      () => {
        listening.abort()
        worker = undefined
        reject(new Error('the PIN worker failed'))
      },
      { signal },
    )
    asked.postMessage({ id, pin, hash } satisfies PinQuestion)
  })
}
