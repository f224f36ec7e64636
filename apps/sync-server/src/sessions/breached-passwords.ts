import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'

/** Says whether a password was found in a leak. A file fills it here; a service within one's own network could. */
export type BreachedPasswords = { has(password: string): Promise<boolean>; close(): Promise<void> }

/** Longer than any line, `<40 hex digits>:<count>`. */
const LINE = 80
/** What is left of the search is read at once. */
const REST = 4096
/** A line that the reading cut off has fewer. */
const MIN_DIGITS = 16
const FIRST_LINE = /^[0-9A-F]{16,40}(:\d+)?\r?\n/

/**
 * Opens a file of SHA-1 hashes in capitals, one a line, sorted, each whole or cut to the same 16 digits or more, with or without a count behind:
 * what the downloader of Have I Been Pwned writes. A billion lines take forty short reads; nothing is loaded and nobody is asked.
 * @throws Error for a file that is not there or is no such list
 */
export async function openBreachedPasswords(path: string | undefined): Promise<BreachedPasswords> {
  if (path === undefined) return { has: () => Promise.resolve(false), close: () => Promise.resolve() }
  const file = await open(path, 'r')
  const { size } = await file.stat()
  if (!FIRST_LINE.test(await textAt(file, 0, LINE))) {
    await file.close()
    throw new Error('BREACHED_PASSWORDS_FILE is no sorted list of SHA-1 hashes, one a line')
  }
  return { has: (password) => isListed(file, size, password), close: () => file.close() }
}

async function isListed(file: FileHandle, size: number, password: string): Promise<boolean> {
  const hash = createHash('sha1').update(password).digest('hex').toUpperCase()
  // Lines that start before `from` are smaller, and from `to` on larger.
  let [from, to] = [0, size]
  while (to - from > REST) {
    const middle = Math.floor((from + to) / 2)
    const text = await textAt(file, middle, 2 * LINE)
    const start = text.indexOf('\n') + 1
    const prefix = hashOf(text.slice(start))
    if (prefix <= hash) from = middle + start
    else to = middle
  }
  const rest = await textAt(file, from, to - from + 2 * LINE)
  return rest.split('\n').some((line) => hashOf(line).length >= MIN_DIGITS && hash.startsWith(hashOf(line)))
}

const hashOf = (line: string) => /^[0-9A-F]*/.exec(line)?.[0] ?? ''

async function textAt(file: FileHandle, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.toString('latin1', 0, bytesRead)
}
