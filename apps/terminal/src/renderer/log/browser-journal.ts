import type { WorkerAnswer, WorkerRequest } from './browser-journal-worker.ts'
import { LogError } from './errors.ts'
import type { JournalPort, JournalSegment } from './ports.ts'

type Waiting = { resolve(value: unknown): void; reject(error: Error): void }
type Ask = WorkerRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never

/**
 * The journal in the origin's private file system. A dedicated worker writes it, since only there a file can be written in place and
 * flushed (FileSystemSyncAccessHandle).
 */
export function browserJournal(folder = 'mps-journal'): JournalPort {
  if (typeof Worker === 'undefined' || typeof navigator.storage?.getDirectory !== 'function') {
    throw new LogError('unsupported', 'origin private file system')
  }
  const channel = new WorkerChannel(folder)
  return {
    open: () => channel.ask({ op: 'open', folder }) as Promise<JournalSegment[]>,
    read: (segment) => channel.ask({ op: 'read', segment }) as Promise<Uint8Array<ArrayBuffer>>,
    append: (segment, at, text) => channel.ask({ op: 'append', segment, at, text }) as Promise<void>,
    remove: (segment) => channel.ask({ op: 'remove', segment }) as Promise<void>,
    async freeBytes() {
      const { quota, usage } = await navigator.storage.estimate()
      return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage)
    },
    close: () => channel.close(),
  }
}

/** Requests and answers by number. A worker that dies is started again by the next request, so a failure of storage is never for ever. */
class WorkerChannel {
  readonly #folder: string
  #worker: Worker | null = null
  #waiting = new Map<number, Waiting>()
  #lastId = 0
  #wasOpened = false

  constructor(folder: string) {
    this.#folder = folder
  }

  ask(request: Ask): Promise<unknown> {
    if (!this.#worker) {
      this.#start()
      if (this.#wasOpened && request.op !== 'open') this.#post({ op: 'open', folder: this.#folder }).catch(() => undefined)
    }
    if (request.op === 'open') this.#wasOpened = true
    return this.#post(request)
  }

  async close(): Promise<void> {
    if (!this.#worker) return
    await this.ask({ op: 'close' })
    this.#worker.terminate()
    this.#worker = null
  }

  #post(request: Ask): Promise<unknown> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker!.postMessage({ ...request, id }, { transfer: [] })
    })
  }

  #start(): void {
    const worker = new Worker(new URL('./browser-journal-worker.ts', import.meta.url), { type: 'module', name: 'journal' })
    worker.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer>) => {
      const waiting = this.#waiting.get(data.id)
      this.#waiting.delete(data.id)
      if ('error' in data) waiting?.reject(Object.assign(new Error(data.error.message), { name: data.error.name }))
      else waiting?.resolve(data.value)
    })
    worker.addEventListener('error', (event) => this.#died(event.message))
    this.#worker = worker
  }

  #died(reason: string): void {
    this.#worker?.terminate()
    this.#worker = null
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const each of waiting) each.reject(new Error(`the journal's worker died: ${reason}`))
  }
}
