import { LogError } from './errors.ts'

/** Tells a full disk or quota from other failures. Over Electron's IPC only the message survives, so both name and text count. */
export function storageError(error: unknown): LogError {
  if (error instanceof LogError) return error
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const isFull = /Quota|ENOSPC|EDQUOT|no space/i.test(text)
  return new LogError(isFull ? 'storage_full' : 'storage_failing', text, { cause: error })
}
