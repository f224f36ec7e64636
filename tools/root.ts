import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The top of the checkout. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** A path below it. */
export function inRoot(...parts: string[]): string {
  return join(ROOT, ...parts)
}
