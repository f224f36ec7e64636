import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DB_DIR } from '../../src/db/sql-files.ts'

/**
 * Databases in shops have run what `db/released-migrations.sha256` lists (`sha256sum`'s format). The runner refuses a new migration that comes
 * before one that ran, and never sees that an old one was edited: neither may be found out on a customer's machine.
 */
describe('migrations that databases have run', async () => {
  const released = (await readFile(join(DB_DIR, 'released-migrations.sha256'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => ({ checksum: line.slice(0, 64), file: line.slice(66) }))
  const files = (await readdir(join(DB_DIR, 'migrations'))).filter((name) => name.endsWith('.sql')).map((name) => `migrations/${name}`)

  it.each(released)('$file is as it was', async ({ file, checksum }) => {
    expect(
      createHash('sha256')
        .update(await readFile(join(DB_DIR, file)))
        .digest('hex'),
    ).toBe(checksum)
  })

  it('come before every new one', () => {
    const last = released
      .map(({ file }) => file)
      .toSorted()
      .at(-1)!
    const listed = new Set(released.map(({ file }) => file))
    expect(files.filter((file) => !listed.has(file) && file <= last)).toEqual([])
  })
})
