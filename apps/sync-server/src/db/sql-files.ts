import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

/** Where migrations, functions, views and policies live; a bundled server passes its own. */
export const DB_DIR = fileURLToPath(new URL('../../db/', import.meta.url))

export type SqlFile = { name: string; text: string }

/** The `.sql` files below a folder of the database directory, sorted by their path; none when the folder does not exist. */
export async function readSqlFiles(dbDir: string, folder: string): Promise<SqlFile[]> {
  const names = await readdir(join(dbDir, folder), { recursive: true }).catch(absentAsEmpty)
  const paths = names
    .filter((name) => name.endsWith('.sql'))
    .map((name) => join(folder, name))
    .toSorted()
  return Promise.all(paths.map(async (name) => ({ name, text: await readFile(join(dbDir, name), 'utf8') })))
}

function absentAsEmpty(error: unknown): string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
  throw error
}

/** One checksum over names and contents, so that a renamed or removed file counts as a change. */
export function checksumOf(files: SqlFile[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file.name}\n${Buffer.byteLength(file.text)}\n${file.text}`)
  return hash.digest('hex')
}

/** A file that PostgreSQL refused, with the line where PostgreSQL saw the fault. */
export class SqlFileError extends Error {
  constructor(file: SqlFile, cause: unknown) {
    const fault = cause instanceof Error ? cause : new Error(String(cause))
    const position = fault instanceof pg.DatabaseError ? Number(fault.position ?? 0) : 0
    const line = position > 0 ? `:${file.text.slice(0, position).split('\n').length}` : ''
    const notes = fault instanceof pg.DatabaseError ? [fault.detail, fault.hint, fault.where].filter(Boolean) : []
    super(`${file.name}${line}: ${[fault.message, ...notes].join(' | ')}`, { cause })
    this.name = 'SqlFileError'
  }
}

/** Runs a whole file as one simple query; a failure names the file and the line. */
export async function runSqlFile(client: pg.ClientBase, file: SqlFile): Promise<void> {
  if (file.text.trim() === '') return
  await client.query(file.text).catch((error: unknown) => {
    throw new SqlFileError(file, error)
  })
}
