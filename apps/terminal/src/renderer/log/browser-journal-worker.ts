/// <reference lib="webworker" />
import type { JournalSegment } from './ports.ts'

/** What the worker can be asked; `id` pairs the answer. Arguments are those of JournalPort. */
export type WorkerRequest = { id: number } & (
  | { op: 'open'; folder: string }
  | { op: 'read'; segment: number }
  | { op: 'append'; segment: number; at: number; text: string }
  | { op: 'remove'; segment: number }
  | { op: 'close' }
)
export type WorkerAnswer = { id: number; value: unknown } | { id: number; error: { name: string; message: string } }

const encoder = new TextEncoder()
let folder: FileSystemDirectoryHandle | null = null
// Held open: a handle is this worker's alone, so a second writer fails at once instead of mixing its lines in.
const handles = new Map<number, FileSystemSyncAccessHandle>()

function nameOf(segment: number): string {
  return `${String(segment).padStart(8, '0')}.journal`
}

async function handleOf(segment: number, create: boolean): Promise<FileSystemSyncAccessHandle> {
  const open = handles.get(segment)
  if (open) return open
  const file = await folder!.getFileHandle(nameOf(segment), { create })
  const handle = await file.createSyncAccessHandle()
  handles.set(segment, handle)
  return handle
}

async function openFolder(path: string): Promise<JournalSegment[]> {
  const root = await navigator.storage.getDirectory()
  folder = await root.getDirectoryHandle(path, { create: true })
  const segments: JournalSegment[] = []
  for await (const [name, handle] of folder.entries()) {
    const match = /^(\d{8})\.journal$/.exec(name)
    if (match && handle.kind === 'file') segments.push({ segment: Number(match[1]), bytes: 0 })
  }
  segments.sort((a, b) => a.segment - b.segment)
  const last = segments.at(-1)
  if (last) last.bytes = (await handleOf(last.segment, false)).getSize()
  return segments
}

async function read(segment: number): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await handleOf(segment, false)
  const bytes = new Uint8Array(handle.getSize())
  handle.read(bytes, { at: 0 })
  return bytes
}

async function append(segment: number, at: number, text: string): Promise<void> {
  const handle = await handleOf(segment, at === 0)
  const size = handle.getSize()
  if (size < at) throw new Error(`segment ${segment} has ${size} bytes, ${at} expected`)
  if (size > at) handle.truncate(at)
  const bytes = encoder.encode(text)
  try {
    const written = handle.write(bytes, { at })
    if (written !== bytes.length) throw new DOMException(`${written} of ${bytes.length} bytes were written`, 'QuotaExceededError')
    handle.flush()
  } catch (error) {
    handle.truncate(at)
    handle.flush()
    throw error
  }
  closeAllBut(segment)
}

/** Only the segment that is written to stays open. */
function closeAllBut(segment: number): void {
  for (const [other, handle] of handles) {
    if (other === segment) continue
    handle.close()
    handles.delete(other)
  }
}

async function remove(segment: number): Promise<void> {
  handles.get(segment)?.close()
  handles.delete(segment)
  await folder!.removeEntry(nameOf(segment))
}

function run(request: WorkerRequest): Promise<unknown> {
  switch (request.op) {
    case 'open':
      return openFolder(request.folder)
    case 'read':
      return read(request.segment)
    case 'append':
      return append(request.segment, request.at, request.text)
    case 'remove':
      return remove(request.segment)
    default:
      return Promise.resolve(closeAllBut(-1))
  }
}

async function answer(request: WorkerRequest): Promise<void> {
  const { id } = request
  try {
    const value = await run(request)
    reply({ id, value })
  } catch (error) {
    const { name, message } = error instanceof Error || error instanceof DOMException ? error : new Error(String(error))
    reply({ id, error: { name, message } })
  }
}

function reply(message: WorkerAnswer): void {
  self.postMessage(message, { transfer: [] })
}

// One request after the other: two appends must never interleave.
let turn: Promise<void> = Promise.resolve()
self.addEventListener('message', ({ data }: MessageEvent<WorkerRequest>) => {
  turn = turn.then(() => answer(data))
})
