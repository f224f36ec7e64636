import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { inRoot } from '../root.ts'
import { ASVS_ITEMS } from './asvs-items.ts'

const FOLDERS: Record<string, string> = {
  server: 'apps/sync-server/tests',
  shared: 'packages/shared/tests',
  terminal: 'apps/terminal/tests',
  wallet: 'apps/wallet/tests',
}
/** A line of the list's tables: the items, what holds them, and the tests. */
const ROWS = readFileSync(inRoot('docs/asvs.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, items = '', text = '', tests = '']) => ({ items: items.split(', '), text, tests: namedTests(tests) }))

function namedTests(cell: string): { file: string; title: string }[] {
  return cell === '–'
    ? []
    : cell.split('<br>').map((each) => /^`(?<file>[^`]+)`: (?<title>.+)$/.exec(each)!.groups as { file: string; title: string })
}

function sourceOf(name: string): string | null {
  const [part = '', ...path] = name.split('/')
  const found = ['test', 'spec'].map((kind) => inRoot(`${FOLDERS[part]}/${path.join('/')}.${kind}.ts`)).find((file) => existsSync(file))
  return found === undefined ? null : readFileSync(found, 'utf8')
}

it('names every item of levels 1 and 2 once', () => {
  const all = Object.entries(ASVS_ITEMS).flatMap(([section, items]) => items.map((item) => `${section}.${item}`))
  expect(ROWS.flatMap(({ items }) => items).toSorted()).toEqual(all.toSorted())
})

it('names no test that is not there', () => {
  const missing = ROWS.flatMap(({ tests }) => tests).filter(({ file, title }) => {
    const source = sourceOf(file)
    return source === null || !['`', "'", '"'].some((quote) => source.includes(quote + title))
  })
  expect(missing).toEqual([])
})

it('says of every item without a test why it has none', () => {
  expect(ROWS.filter(({ text, tests }) => tests.length === 0 && text.length < 20)).toEqual([])
})
