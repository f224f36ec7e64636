import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { LogExport } from '@mps/shared'
import type { Context } from '../context.ts'
import { ProblemError } from '../problem.ts'
import { decryptExport } from './export-identities.ts'

/** What a file may unfold to: anyone can encrypt to a public key, and a few kilobytes of gzip can hold gigabytes. */
const MAX_UNFOLDED_BYTES = 64 * 1024 * 1024

/** Decrypts and reads an exported log. Throws `log_export_unreadable` for anything that is none. */
export async function readExport(ctx: Pick<Context, 'keys'>, file: Uint8Array): Promise<LogExport> {
  const packed = await decryptExport(ctx, file).catch(() => unreadable('not encrypted to a key of this platform, or damaged'))
  const json = await promisify(gunzip)(packed, { maxOutputLength: MAX_UNFOLDED_BYTES }).catch(() => unreadable('not gzip, or too large'))
  const read = LogExport.safeParse(parsed(json.toString('utf8')))
  return read.success ? read.data : unreadable('not the JSON of a log')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function unreadable(detail: string): never {
  throw new ProblemError('log_export_unreadable', { detail })
}
