import { type FileHandle, open } from 'node:fs/promises'

// Windows cannot open a directory; NTFS journals the directory entry itself.
const CANNOT_FLUSH_DIRECTORY = new Set(['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP'])

/** Makes the names in a directory durable: a new file whose name is not flushed is gone after a power cut. */
export async function flushDirectory(path: string): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, 'r')
    await handle.sync()
  } catch (error) {
    if (process.platform !== 'win32' || !CANNOT_FLUSH_DIRECTORY.has(codeOf(error))) throw error
  } finally {
    await handle?.close()
  }
}

/** Writes all of the bytes at a place; the system may take fewer at a time. */
export async function writeFully(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let written = 0
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, at + written)
    written += bytesWritten
  }
}

/** The system's error code, such as ENOSPC, or an empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
