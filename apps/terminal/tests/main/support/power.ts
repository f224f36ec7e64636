import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { vi } from 'vitest'

type Method = (this: FileHandle, ...args: unknown[]) => Promise<unknown>
type Durable = { content: Buffer; shortest: number }

/**
 * Watches what a process asks of the disk and knows at each moment what a power cut would leave: of each file what was last flushed, and
 * of what came after it any part or none; a file's name only once its folder was flushed. The real calls are made all the same.
 */
export class PowerCuts {
  readonly #folder: string
  readonly #files = new Map<string, Durable>()
  readonly #names = new Set<string>()
  readonly #onMoment: () => void

  private constructor(folder: string, onMoment: () => void) {
    this.#folder = folder
    this.#onMoment = onMoment
  }

  /** Calls back at every moment at which the power may fail: before and after each call that changes the disk. */
  static async watch(folder: string, onMoment: (cuts: PowerCuts) => void): Promise<PowerCuts> {
    const cuts: PowerCuts = new PowerCuts(folder, () => onMoment(cuts))
    const handle = await open('/dev/null')
    await handle.close()
    const handles = Object.getPrototypeOf(handle) as FileHandle
    for (const name of ['write', 'truncate', 'datasync', 'sync'] as const) {
      const original = Reflect.get(handles, name) as unknown as Method
      const watched: Method = async function (...args) {
        return cuts.#around(name, this, () => original.apply(this, args), args)
      }
      vi.spyOn(handles, name).mockImplementation(watched as never)
    }
    return cuts
  }

  /** Lays out in another folder what might be on the disk if the power failed now. */
  image(into: string, random: () => number): void {
    mkdirSync(into, { recursive: true })
    for (const name of this.#names) {
      const { content, shortest } = this.#files.get(name) ?? { content: Buffer.alloc(0), shortest: 0 }
      writeFileSync(join(into, name), survivorOf(content, shortest, readFileSync(join(this.#folder, name)), random))
    }
  }

  async #around(name: string, handle: FileHandle, call: () => Promise<unknown>, args: unknown[]): Promise<unknown> {
    const path = readlinkSync(`/proc/self/fd/${handle.fd}`)
    if (!path.startsWith(this.#folder)) return call()
    this.#onMoment()
    // What is flushed is what was there when the flush began.
    const isFolder = statSync(path).isDirectory()
    const before = isFolder ? null : readFileSync(path)
    const names = isFolder ? readdirSync(path) : []
    const result = await call()
    const file = basename(path)
    if (name === 'truncate') this.#cut(file, args[0] as number)
    if (before && (name === 'datasync' || name === 'sync')) this.#files.set(file, { content: before, shortest: before.length })
    for (const durable of names) this.#names.add(durable)
    this.#onMoment()
    return result
  }

  #cut(file: string, length: number): void {
    const durable = this.#files.get(file)
    if (durable) durable.shortest = Math.min(durable.shortest, length)
  }
}

/** Of what was not flushed the disk may hold nothing, all, the beginning, or zeros of the right length; a cut may have reached it alone. */
function survivorOf(flushed: Buffer, shortest: number, current: Buffer, random: () => number): Buffer {
  const kept = random() < 0.5 ? flushed : flushed.subarray(0, shortest)
  const choice = random()
  if (choice < 0.3) return kept
  if (choice < 0.5) return current
  const base = current.subarray(0, shortest)
  const later = current.subarray(shortest)
  if (choice < 0.8) return Buffer.concat([base, later.subarray(0, Math.floor(random() * (later.length + 1)))])
  return Buffer.concat([base, Buffer.alloc(later.length)])
}
