import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBreachedPasswords } from '../../src/sessions/breached-passwords.ts'

/** Enough for a dozen steps of the search. */
const LISTED = 20_000
const hashOf = (password: string) => createHash('sha1').update(password).digest('hex').toUpperCase()
const SORTED = Array.from({ length: LISTED }, (_, i) => `leaked ${i}`).toSorted((a, b) => (hashOf(a) < hashOf(b) ? -1 : 1))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mps-breached-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function aList(name: string, lines: string[], end: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, lines.join(end) + (name.includes('open') ? '' : end))
  return path
}

it.each([
  ['whole, with counts', (hash: string, i: number) => `${hash}:${(i % 7) * 1_000 + 1}`, '\r\n'],
  ['whole, the last line open', (hash: string) => hash, '\n'],
  ['cut to sixteen digits', (hash: string) => hash.slice(0, 16), '\n'],
])('finds every password of a list of hashes, %s, and no other', async (name, line, end) => {
  const lines = SORTED.map((password, i) => line(hashOf(password), i))
  const list = await openBreachedPasswords(await aList(`${name}.txt`, lines, end))
  const known = [...SORTED.slice(0, 40), ...SORTED.filter((_, i) => i % 97 === 0), ...SORTED.slice(-40)]
  expect((await Promise.all(known.map((password) => list.has(password)))).filter((isFound) => !isFound)).toEqual([])
  const strangers = Array.from({ length: 300 }, (_, i) => `not leaked ${i}`)
  expect((await Promise.all(strangers.map((password) => list.has(password)))).filter(Boolean)).toEqual([])
  await list.close()
})

it('finds the one password of a short list', async () => {
  const list = await openBreachedPasswords(await aList('one.txt', [hashOf('leaked')], '\n'))
  expect([await list.has('leaked'), await list.has('other')]).toEqual([true, false])
  await list.close()
})

it('knows of no leak where no list is kept, and takes no file for one that is none', async () => {
  expect(await (await openBreachedPasswords(undefined)).has('password')).toBe(false)
  await expect(openBreachedPasswords(join(folder, 'missing.txt'))).rejects.toThrow('ENOENT')
  await expect(openBreachedPasswords(await aList('plain.txt', ['password', 'secret'], '\n'))).rejects.toThrow('no sorted list')
})
